package io.millwright.inference;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends runs whose time is over, from its thread {@code millwright-inference-watchdog}. A run costs it nothing: it looks at all
 * runners a few times within the shortest timeout asked for, and sleeps while there are no runners.
 */
final class RunWatchdog {
    /** A run that may take too long. */
    interface Deadline {
        /** Ends the run if its time is over. */
        void endIfOver(long nowNanos);
    }

    private static final Logger LOG = LoggerFactory.getLogger(RunWatchdog.class);
    private static final long LEAST_NAP_MILLIS = 5;
    private static final long GREATEST_NAP_MILLIS = 250;
    private static final int LOOKS_PER_TIMEOUT = 4;

    private final List<Deadline> runners = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::watch, "millwright-inference-watchdog");
    private volatile long shortestMillis = Long.MAX_VALUE;
    private volatile boolean stopped;
    /** Used by the thread alone. */
    private boolean bugLogged;

    void start() {
        thread.setDaemon(true);
        thread.setContextClassLoader(RunWatchdog.class.getClassLoader());
        thread.start();
    }

    /** Ends the thread and joins it. Afterwards no run begins. */
    void stop(long joinMillis) throws InterruptedException {
        stopped = true;
        LockSupport.unpark(thread);
        thread.join(joinMillis);
    }

    boolean stopped() {
        return stopped;
    }

    void add(Deadline runner) {
        runners.add(runner);
        LockSupport.unpark(thread);
    }

    void remove(Deadline runner) {
        runners.remove(runner);
    }

    /** Called before each run: wakes the thread if this timeout is shorter than all before. */
    void expect(long timeoutMillis) {
        if (timeoutMillis < shortestMillis) {
            shorten(timeoutMillis);
        }
    }

    private synchronized void shorten(long timeoutMillis) {
        shortestMillis = Math.min(shortestMillis, timeoutMillis);
        LockSupport.unpark(thread);
    }

    private void watch() {
        while (!stopped) {
            if (runners.isEmpty()) {
                shortestMillis = Long.MAX_VALUE;
                LockSupport.park(this);
            } else {
                long nap =
                        Math.min(GREATEST_NAP_MILLIS, Math.max(LEAST_NAP_MILLIS, shortestMillis / LOOKS_PER_TIMEOUT));
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(nap));
            }
            long now = System.nanoTime();
            for (Deadline runner : runners) {
                guardedEnd(runner, now);
            }
        }
    }

    /** Whatever one runner throws: the runs of the others must still be ended. */
    private void guardedEnd(Deadline runner, long now) {
        try {
            runner.endIfOver(now);
        } catch (Throwable t) {
            if (!bugLogged) {
                bugLogged = true;
                LOG.error("A bug while a run's time was checked; later ones are not logged, please report it", t);
            }
        }
    }
}
