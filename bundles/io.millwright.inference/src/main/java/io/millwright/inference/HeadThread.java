package io.millwright.inference;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code millwright-inference-heads}: computes the heads of started runs whose backbone was computed in another process, since
 * whoever hears of that end must not compute. It starts with the first runner that needs it, and rests while none waits. Thread-safe;
 * allocates nothing per run.
 */
final class HeadThread {
    private static final Logger LOG = LoggerFactory.getLogger(HeadThread.class);

    /** Each runner has one run at most. */
    private static final int CAPACITY = 1_024;

    private static final String CROWDED = CAPACITY + " runs wait already; decide less often, or use a faster gateway";

    /** Guarded by this, like the next ones. */
    private final ComposedRunner[] ring = new ComposedRunner[CAPACITY];

    private int first;
    private int waiting;
    private Thread thread;
    private boolean stopped;

    /** Has the rest of a run computed soon; returns why that is not done, null where it is. */
    synchronized String add(ComposedRunner run) {
        if (stopped || waiting == CAPACITY) {
            return stopped ? ComposedRunner.STOPPED : CROWDED;
        }
        if (thread == null) {
            thread = new Thread(this::work, "millwright-inference-heads");
            thread.setDaemon(true);
            thread.setContextClassLoader(HeadThread.class.getClassLoader());
            thread.start();
        }
        ring[(first + waiting++) % CAPACITY] = run;
        notifyAll();
        return null;
    }

    /** Returns how many runs wait. */
    synchronized int waiting() {
        return waiting;
    }

    /** Ends the thread and joins it; runs that wait are told. */
    void stop(long joinMillis) throws InterruptedException {
        Thread ending;
        synchronized (this) {
            stopped = true;
            ending = thread;
            notifyAll();
        }
        if (ending != null) {
            ending.join(joinMillis);
        }
    }

    private void work() {
        for (ComposedRunner run = next(); run != null; run = next()) {
            if (ended()) {
                run.abandon();
            } else {
                run.compute();
            }
        }
    }

    private synchronized boolean ended() {
        return stopped;
    }

    /** Waits for the next one; null at the end, when none waits any more. */
    private synchronized ComposedRunner next() {
        while (waiting == 0 && !stopped) {
            try {
                wait();
            } catch (InterruptedException e) {
                LOG.warn("Heads were interrupted; they go on, only stopping the bundle ends them", e);
            }
        }
        if (waiting == 0) {
            return null;
        }
        ComposedRunner run = ring[first];
        ring[first] = null;
        first = (first + 1) % CAPACITY;
        waiting--;
        return run;
    }
}
