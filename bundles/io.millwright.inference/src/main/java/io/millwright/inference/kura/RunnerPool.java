package io.millwright.inference.kura;

import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The open runners of one model version, as many as inferences may run at the same time: one from the start, the others when they
 * are first missed. Thread-safe; opens and frees nothing under its lock.
 */
final class RunnerPool {
    /** A runner with what one call notes on it. */
    record OpenRunner(ModelRunner runner, boolean[] seen) {}

    private final Model model;
    private final ModelTensors tensors;
    private final int most;
    private final EngineCounters counters;
    private final Runnable growth;
    private final ArrayDeque<OpenRunner> idle = new ArrayDeque<>();
    private int open;
    private boolean growing;
    private boolean closed;
    private ModelException failure;

    /**
     * Opens nothing yet.
     *
     * @param growth asks for {@link #grow} on the thread that opens
     */
    RunnerPool(Model model, ModelTensors tensors, int most, EngineCounters counters, Runnable growth) {
        this.model = model;
        this.tensors = tensors;
        this.most = most;
        this.counters = counters;
        this.growth = growth;
    }

    ModelTensors tensors() {
        return tensors;
    }

    /** Opens one more runner; may take seconds. Used by the thread that opens. */
    void open() throws ModelException {
        OpenRunner made = new OpenRunner(
                model.open(1), new boolean[tensors.inputs().names().size()]);
        counters.runnersOpen.incrementAndGet();
        synchronized (this) {
            open++;
        }
        give(made, true);
    }

    /** Opens one more runner for a caller that waits, who hears where that fails. */
    void grow() {
        ModelException failed = null;
        try {
            if (!closed()) {
                open();
            }
        } catch (ModelException e) {
            failed = e;
        } catch (IllegalStateException e) {
            failed = new ModelException(e.getMessage(), true, e);
        }
        synchronized (this) {
            growing = false;
            failure = failed;
            notifyAll();
        }
    }

    /**
     * Waits for a runner. Null if none became free in time, or the pool is {@link #closed}.
     *
     * @throws ModelException where there is none and none can be opened
     */
    synchronized OpenRunner take(long deadlineNanos) throws InterruptedException, ModelException {
        while (!closed) {
            OpenRunner next = idle.poll();
            if (next != null) {
                return next;
            }
            if (open == 0 && failure != null) {
                ModelException told = failure;
                failure = null;
                throw told;
            }
            if (open < most && !growing) {
                growing = true;
                growth.run();
            }
            long left = deadlineNanos - System.nanoTime();
            if (left <= 0) {
                return null;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return null;
    }

    /** Gives a runner back; one that is not usable any more is closed. */
    void give(OpenRunner runner, boolean usable) {
        synchronized (this) {
            if (usable && !closed) {
                idle.push(runner);
                notify();
                return;
            }
            open--;
            notifyAll();
        }
        end(runner);
    }

    synchronized boolean closed() {
        return closed;
    }

    /** Closes those that are idle; the others close when they are given back. Idempotent. */
    void close() {
        List<OpenRunner> last;
        synchronized (this) {
            closed = true;
            last = new ArrayList<>(idle);
            idle.clear();
            open -= last.size();
            notifyAll();
        }
        last.forEach(this::end);
    }

    private void end(OpenRunner runner) {
        runner.runner().close();
        counters.runnersOpen.decrementAndGet();
    }
}
