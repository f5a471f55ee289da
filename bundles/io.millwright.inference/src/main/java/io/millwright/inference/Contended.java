package io.millwright.inference;

import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The wait of a thread for a run that may be computed by another. One run at a time. */
final class Contended implements ModelRunner.Completion {
    /** Whoever leads wakes the waiting; this is for a wake that was lost to a bug. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private Thread thread;
    private ModelException failure;
    private volatile boolean done;

    /** Before the run is left to others. */
    void begin() {
        thread = Thread.currentThread();
        failure = null;
        done = false;
    }

    @Override
    public void done(ModelException runFailure) {
        Thread waiting = thread;
        failure = runFailure;
        done = true;
        LockSupport.unpark(waiting);
    }

    /** Computes what waits, or waits for whoever does; returns why there are no outputs, or null. Leaves the interrupt flag as it was. */
    ModelException await(Batcher batcher) {
        boolean interrupted = false;
        while (!done) {
            batcher.flush();
            if (!done) {
                LockSupport.parkNanos(this, LOOK_NANOS);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return failure;
    }
}
