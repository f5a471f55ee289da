package io.millwright.inference.worker.child;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Looks after what is in progress, from a thread of its own: a few times within the shortest time that something may take, else it rests.
 * What begins costs no more than three reads of a field as long as the thread has not come to rest.
 */
public final class Watch {
    private static final long LEAST_NAP_MILLIS = 5;
    private static final long GREATEST_NAP_MILLIS = 250;
    private static final int LOOKS_PER_TIMEOUT = 4;

    private final BooleanSupplier look;
    private final Thread thread;
    private volatile long shortestMillis = Long.MAX_VALUE;
    private volatile boolean woken;
    private volatile boolean rests;
    private volatile boolean ended;

    /** @param look does the work; returns whether something is still in progress */
    public Watch(String name, BooleanSupplier look) {
        this.look = look;
        thread = new Thread(this::watch, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(Watch.class.getClassLoader());
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /** Something begins that may take so long. Any thread. */
    public void wake(long timeoutMillis) {
        if (!woken) {
            woken = true;
        }
        if (timeoutMillis < shortestMillis) {
            shorten(timeoutMillis);
        } else if (rests) {
            LockSupport.unpark(thread);
        }
    }

    private synchronized void shorten(long timeoutMillis) {
        shortestMillis = Math.min(shortestMillis, timeoutMillis);
        LockSupport.unpark(thread);
    }

    /** Ends the thread, and waits for it unless it is the caller. */
    public void end(long joinMillis) throws InterruptedException {
        ended = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread() != thread) {
            thread.join(joinMillis);
        }
    }

    private void watch() {
        boolean busy = false;
        while (!ended) {
            if (busy || woken) {
                woken = false;
                long nap =
                        Math.min(GREATEST_NAP_MILLIS, Math.max(LEAST_NAP_MILLIS, shortestMillis / LOOKS_PER_TIMEOUT));
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(nap));
                busy = look.getAsBoolean();
            } else {
                rests = true;
                if (!woken && !ended) {
                    LockSupport.park(this);
                }
                rests = false;
            }
        }
    }
}
