package io.millwright.desk.model;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/** Tells people what a command is at, where that takes more than 2 s. The thread is this object's, and joined when it is closed. */
final class Progress implements AutoCloseable {
    private static final long QUIET_MILLIS = 2_000;
    private static final long JOIN_MILLIS = 1_000;

    private final PrintWriter err;
    private final Thread thread = new Thread(this::tell, "millwright-desk-progress");

    /** Guarded by this, like the next one. */
    private String step;

    private long sinceNanos = System.nanoTime();

    /** @param shown false where a program reads */
    Progress(PrintWriter err, boolean shown, String step) {
        this.err = err;
        this.step = step;
        if (shown) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Says what comes now. */
    synchronized void step(String next) {
        step = next;
        sinceNanos = System.nanoTime();
    }

    private synchronized void tell() {
        try {
            while (step != null) {
                wait(QUIET_MILLIS);
                long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - sinceNanos);
                if (step != null && seconds * 1_000 >= QUIET_MILLIS) {
                    err.println("  " + seconds + " s  " + step);
                    err.flush();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            step = null;
            notifyAll();
        }
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
