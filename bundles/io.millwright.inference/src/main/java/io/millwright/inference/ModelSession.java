package io.millwright.inference;

import io.millwright.inference.worker.Graph;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;

/**
 * One model version, open, and shared by its runners. It is closed by whoever gives back the last use: the model until it is withdrawn,
 * each runner until it is closed and its run has returned.
 */
abstract class ModelSession {
    private final NativeCounts counts;
    private int uses = 1;
    private boolean counted;

    ModelSession(NativeCounts counts) {
        this.counts = counts;
    }

    /** Counts it, from now to its end, as one that serves. */
    final synchronized void count() {
        if (!counted) {
            counted = true;
            counts.sessionsOpen.incrementAndGet();
        }
    }

    NativeCounts counts() {
        return counts;
    }

    /** Takes one more use; false if the session is closed. */
    final synchronized boolean acquire() {
        if (uses == 0) {
            return false;
        }
        uses++;
        return true;
    }

    /** Whether anybody uses it beside its model. */
    final synchronized boolean isShared() {
        return uses > 1;
    }

    /** Gives one use back. */
    final void release() {
        synchronized (this) {
            if (uses == 0) {
                throw new IllegalStateException("session released more often than acquired");
            }
            uses--;
            if (uses > 0) {
                return;
            }
        }
        try {
            close();
        } finally {
            ended();
        }
    }

    private synchronized void ended() {
        if (counted) {
            counts.sessionsOpen.decrementAndGet();
            counts.sessionsClosed.incrementAndGet();
        }
    }

    /** Called once, when the last use is given back. */
    abstract void close();

    /** Returns the session of the model's own file. */
    ModelSession own() {
        return this;
    }

    /** Returns what the graph takes and gives. */
    abstract Graph graph() throws ModelException;

    /** Returns the execution provider that is really in use; several, by plus, where they share the nodes. */
    abstract String executionProvider();

    /** Returns why no provider runs it that was wanted more, "" where nothing was. */
    abstract String fallback();

    /** Whether it runs by something else than the CPU, whose numbers may differ a little. */
    boolean accelerated() {
        return false;
    }

    /** Whether runs happen in another process. */
    abstract boolean blocksElsewhere();

    /**
     * It serves from now on: what ends is to be started again.
     *
     * @param changed called when {@link #trouble} says something else, from any thread
     */
    void serve(Runnable changed) {}

    /** Returns why nothing runs at present, "" while all is well. */
    String trouble() {
        return "";
    }

    /**
     * Opens a runner on one use of the session, which is the runner's, also if it fails.
     *
     * @param closeWaitMillis how long its close waits for a run
     */
    abstract ModelRunner runner(OnnxModel model, int batch, long closeWaitMillis) throws ModelException;
}
