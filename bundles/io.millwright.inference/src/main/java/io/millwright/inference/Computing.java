package io.millwright.inference;

import io.millwright.inference.batch.ComputeBudget;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all models of this process share when they compute: the budget of threads, and the thread
 * {@code millwright-inference-batcher}, which computes started runs that nobody else came to compute in time. It rests while there are
 * none. Thread-safe.
 */
final class Computing {
    private static final Logger LOG = LoggerFactory.getLogger(Computing.class);
    private static final int GREATEST_THREADS = 1_024;
    private static final int LOOKS_BEFORE_REST = 8;

    private final ComputeBudget budget;
    private volatile long latencyNanos;
    private final HeadThread heads = new HeadThread();
    private final List<Batcher> batchers = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::watch, "millwright-inference-batcher");
    private volatile boolean resting;
    private volatile boolean hurried;
    private volatile boolean stopped;
    /** Used by the thread alone. */
    private boolean bugLogged;

    /**
     * Starts nothing yet.
     *
     * @param threads how many compute at a time, at least 1
     * @param latencyMillis how long a started run may wait for others; 0 = no batches
     */
    Computing(int threads, long latencyMillis) {
        budget = new ComputeBudget(threads);
        latencyNanos = TimeUnit.MILLISECONDS.toNanos(latencyMillis);
    }

    /**
     * Changes what the constructor says; runs that wait go on as they began.
     *
     * @param threads how many compute at a time, at least 1
     */
    void set(int threads, long latencyMillis) {
        if (threads != budget.threads()) {
            budget.resize(threads);
        }
        latencyNanos = TimeUnit.MILLISECONDS.toNanos(latencyMillis);
    }

    /** Returns one that holds nobody back and makes no batches, for whoever uses one model alone. */
    static Computing unlimited() {
        return new Computing(GREATEST_THREADS, 0);
    }

    void start() {
        thread.setDaemon(true);
        thread.setContextClassLoader(Computing.class.getClassLoader());
        thread.start();
    }

    /** Ends the threads and joins them. Runs that are started afterwards are computed by who started them. */
    void stop(long joinMillis) throws InterruptedException {
        stopped = true;
        LockSupport.unpark(thread);
        heads.stop(joinMillis);
        thread.join(joinMillis);
    }

    /** Returns what computes heads whose backbone is computed elsewhere. */
    HeadThread heads() {
        return heads;
    }

    ComputeBudget budget() {
        return budget;
    }

    /** Returns how long a started run may wait for others, ns; 0 if there are no batches. */
    long latencyNanos() {
        return latencyNanos;
    }

    /** Whether started runs may wait: somebody looks after them. */
    boolean gathers() {
        return latencyNanos > 0 && !stopped;
    }

    void add(Batcher batcher) {
        batchers.add(batcher);
    }

    void remove(Batcher batcher) {
        batchers.remove(batcher);
    }

    /** A run waits. Costs one look while the thread is awake. */
    void expect() {
        if (resting) {
            resting = false;
            LockSupport.unpark(thread);
        }
    }

    /** Somebody leaves computing what waits to the thread. */
    void takeOver() {
        hurried = true;
        LockSupport.unpark(thread);
    }

    private void watch() {
        int empty = 0;
        while (!stopped) {
            boolean hurry = hurried;
            hurried = false;
            empty = look(hurry) ? 0 : empty + 1;
            if (hurried) {
                continue;
            }
            if (empty < LOOKS_BEFORE_REST) {
                LockSupport.parkNanos(this, latencyNanos / 2);
            } else {
                rest();
            }
        }
        // What was started before the end was seen.
        look(true);
    }

    /** A run that begins to wait after {@code resting} is seen ends the rest; one that did so before is seen here. */
    private void rest() {
        resting = true;
        boolean any = false;
        for (Batcher batcher : batchers) {
            any |= batcher.anyWaiting();
        }
        if (!any && !stopped && !hurried) {
            LockSupport.park(this);
        }
        resting = false;
    }

    /** Computes what is overdue, or all; returns whether anything waited. */
    private boolean look(boolean all) {
        boolean any = false;
        for (Batcher batcher : batchers) {
            if (batcher.anyWaiting()) {
                any = true;
                guardedFlush(batcher, all);
            }
        }
        return any;
    }

    private void guardedFlush(Batcher batcher, boolean all) {
        try {
            if (all || batcher.overdue(System.nanoTime(), latencyNanos)) {
                batcher.flush();
            }
        } catch (Throwable t) {
            if (!bugLogged) {
                bugLogged = true;
                LOG.error("A bug while rows were computed together; later ones are not logged, please report it", t);
            }
        }
    }
}
