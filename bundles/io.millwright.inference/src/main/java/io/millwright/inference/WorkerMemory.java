package io.millwright.inference;

import io.millwright.inference.worker.SessionFiles;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** What models need of the gateway's memory, held against what there is. Thread-safe. */
final class WorkerMemory {
    private static final long MEGABYTE = 1 << 20;

    /** What a worker takes without a model. */
    private static final long WORKER_BYTES = 160 * MEGABYTE;

    private static final long LEAST_LIMIT_BYTES = 512 * MEGABYTE;
    private static final int MOST_MEASURED = 64;

    private final LongSupplier availableBytes;

    /** What models took in their trials, by sha256. */
    private final Map<String, Long> measured = new LinkedHashMap<>();

    /** @param availableBytes what of the gateway's memory is free */
    WorkerMemory(LongSupplier availableBytes) {
        this.availableBytes = availableBytes;
    }

    /** Notes what a model took in its trial. */
    synchronized void measured(StagedModel staged, long bytes) {
        if (bytes > 0) {
            measured.put(staged.description().onnx().sha256(), bytes);
            if (measured.size() > MOST_MEASURED) {
                measured.remove(measured.keySet().iterator().next());
            }
        }
    }

    private synchronized Long measured(StagedModel staged) {
        return measured.get(staged.description().onnx().sha256());
    }

    /**
     * Returns the most that a worker may take: what such a model may need, and never so much that others are ended for it.
     *
     * @param settingMegabytes what is set, 0 for nothing
     */
    long limit(StagedModel staged, int settingMegabytes) throws ModelRefused {
        long size = size(staged);
        long need = size + size / 4 + WORKER_BYTES;
        long available = hold(staged, need);
        // The kernel counts weights that are mapped, measured, twice their size, though they are in memory once.
        long mapped = size > SessionFiles.LARGE_BYTES ? size : 0;
        if (settingMegabytes > 0) {
            return settingMegabytes * MEGABYTE + mapped;
        }
        long wished = Math.max(Math.max(LEAST_LIMIT_BYTES, 4 * size + WORKER_BYTES), available / 2);
        return Math.max(need, Math.min(wished, available / 5 * 4)) + mapped;
    }

    /** Refuses a model for which this process has no room: what it took in its trial, else what its file suggests. */
    void holdHere(StagedModel staged) throws ModelRefused {
        Long taken = measured(staged);
        long size = size(staged);
        hold(staged, taken == null ? size + size / 4 : taken);
    }

    private long hold(StagedModel staged, long needBytes) throws ModelRefused {
        long available = availableBytes.getAsLong();
        if (needBytes > available) {
            throw ModelRefused.forMemory(
                    staged.description().onnx().file(),
                    available / MEGABYTE + " MB are free",
                    "about " + needBytes / MEGABYTE + " MB are needed for it");
        }
        return available;
    }

    static long size(StagedModel staged) throws ModelRefused {
        try {
            return staged.onnxBytes();
        } catch (IOException e) {
            throw ModelRefused.forNow(
                    staged.description().onnx().file(), "content", e, "cannot be read", "check the gateway's disk", e);
        }
    }
}
