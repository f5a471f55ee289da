package io.millwright.inference;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long the close of a runner waits for its run, and what is told of one that does not return. Thread-safe. */
final class RunnerClose {
    private static final Logger LOG = LoggerFactory.getLogger(OnnxRunner.class);

    private final String model;
    private final NativeCounts counts;
    private final long waitMillis;
    private final CountDownLatch freed = new CountDownLatch(1);
    private boolean kept;

    RunnerClose(String model, NativeCounts counts, long waitMillis) {
        this.model = model;
        this.counts = counts;
        this.waitMillis = waitMillis;
    }

    /** The native objects are freed. */
    synchronized void freed() {
        freed.countDown();
        if (kept) {
            counts.runnersKept.decrementAndGet();
        }
    }

    /** Waits for that. What uses them longer keeps them, counted, until it returns. */
    void await() {
        if (!awaitFreed()) {
            keep();
        }
    }

    private synchronized void keep() {
        if (!kept && freed.getCount() > 0) {
            kept = true;
            counts.runnersKept.incrementAndGet();
            LOG.warn(
                    "{}: a run has not returned within {} ms of close; its session is kept until it returns",
                    model,
                    waitMillis);
        }
    }

    private boolean awaitFreed() {
        boolean interrupted = false;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        try {
            while (true) {
                try {
                    return freed.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
