package io.millwright.inference;

import io.millwright.inference.worker.Graph;
import io.millwright.inference.worker.SharedTensor;
import io.millwright.inference.worker.Worker;
import io.millwright.inference.worker.WorkerFailed;
import io.millwright.inference.worker.WorkerFailed.End;
import io.millwright.inference.worker.WorkerRunner;
import io.millwright.inference.worker.Workers;
import io.millwright.model.ModelException;
import io.millwright.model.TensorSpec.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries a model that was never accepted: opens it in a worker, holds the graph against model.json and replays the golden rows there. What
 * never ends, takes all memory or crashes costs that process alone.
 */
final class Trial {
    private static final Logger LOG = LoggerFactory.getLogger(Trial.class);
    private static final long MEGABYTE = 1 << 20;

    /** What a worker takes without a model. */
    private static final long WORKER_BYTES = 160 * MEGABYTE;

    private static final long LEAST_LIMIT_BYTES = 512 * MEGABYTE;

    private final Workers workers;
    private final LongSupplier availableBytes;
    private final long openMillis;
    private volatile Worker present;
    private volatile boolean cancelled;

    /**
     * @param availableBytes what of the gateway's memory is free
     * @param openMillis in which a session has to be there
     */
    Trial(Workers workers, LongSupplier availableBytes, long openMillis) {
        this.workers = workers;
        this.availableBytes = availableBytes;
        this.openMillis = openMillis;
    }

    /** Ends the trial that is in progress, and those to come. Any thread. */
    void cancel() {
        cancelled = true;
        Worker worker = present;
        if (worker != null) {
            worker.close();
        }
    }

    /** Returns if the model passes. */
    void pass(StagedModel staged) throws ModelRefused {
        String file = staged.description().onnx().file();
        try (Worker worker = workers.start(limit(staged))) {
            present = worker;
            if (cancelled) {
                return;
            }
            pass(worker, staged);
        } catch (WorkerFailed e) {
            if (e.end() == End.NOT_STARTED && !workers.missing().isEmpty()) {
                // Not for a reason that passes: a state tells that nothing is tried here.
                LOG.warn("{} is let in without a trial: {}", staged.description(), e.getMessage());
                return;
            }
            throw refused(file, e.end() == End.REFUSED ? "open" : "trial", e, staged);
        } catch (ModelException e) {
            throw e.getCause() instanceof WorkerFailed failed
                    ? refused(file, "run", failed, staged)
                    : new ModelRefused(file, "run", e.getMessage(), "failed", "export the model again", e);
        } finally {
            present = null;
        }
    }

    private void pass(Worker worker, StagedModel staged) throws ModelRefused, WorkerFailed, ModelException {
        Graph graph = worker.open(staged.onnx(), openMillis);
        ModelDescription ordered = Contract.check(staged.description(), staged.descriptionContent(), graph);
        GoldenRows golden = GoldenRows.read(ordered, staged.golden());
        try (WorkerRunner runner = WorkerRunner.of(
                worker,
                shared(ordered.inputs()),
                shared(ordered.outputs()),
                staged.onnx().getParent())) {
            golden.replay(runner);
        }
    }

    private static List<SharedTensor> shared(List<Tensor> tensors) {
        return tensors.stream()
                .map(tensor -> new SharedTensor(
                        tensor.name(),
                        javaType(tensor.type()),
                        tensor.shape(1),
                        tensor.elementsPerRow() * Elements.bytes(tensor.type())))
                .toList();
    }

    private static String javaType(ElementType type) {
        return OnnxRunner.javaType(type).name();
    }

    /** Returns the most that the worker may take: what such a model may need, and never so much that others are ended for it. */
    private long limit(StagedModel staged) throws ModelRefused {
        String file = staged.description().onnx().file();
        long available = availableBytes.getAsLong();
        long size = size(file, staged);
        long need = size + size / 4 + WORKER_BYTES;
        if (need > available) {
            throw ModelRefused.forNow(
                    file,
                    "memory",
                    available / MEGABYTE + " MB are free",
                    "about " + need / MEGABYTE + " MB are needed to try it",
                    "free memory on the gateway, or use a smaller model",
                    null);
        }
        long wished = Math.max(Math.max(LEAST_LIMIT_BYTES, 4 * size + WORKER_BYTES), available / 2);
        return Math.max(need, Math.min(wished, available / 5 * 4));
    }

    private static long size(String file, StagedModel staged) throws ModelRefused {
        try {
            return Files.size(staged.onnx());
        } catch (IOException e) {
            throw ModelRefused.forNow(file, "content", e, "cannot be read", "check the gateway's disk", e);
        }
    }

    private ModelRefused refused(String file, String key, WorkerFailed e, StagedModel staged) {
        return switch (e.end()) {
            case REFUSED -> {
                String text = EngineTrouble.text(e.code(), e.getMessage(), staged.onnx());
                yield EngineTrouble.passes(e.code(), e.getMessage())
                        ? ModelChecks.notNow(file, key, text, e)
                        : key.equals("open")
                                ? ModelChecks.notOpening(file, text, e)
                                : ModelChecks.notRunning(file, text, e);
            }
            case OVER -> new ModelRefused(
                    file,
                    key,
                    e.getMessage(),
                    "takes too long in its trial",
                    "use a smaller model, or install it again while the gateway has less to do",
                    e);
            case DIED, EXITED -> new ModelRefused(
                    file,
                    key,
                    e.getMessage(),
                    "ends the process in which it is tried, so it is not let into the gateway",
                    "export the model again, without operators of its own and for less memory",
                    e);
            case NOT_STARTED -> ModelRefused.forNow(
                    file, key, e.getMessage(), "cannot be tried", "look after the gateway's Java and disk", e);
        };
    }
}
