package io.millwright.inference.worker.child;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Ends runs whose time is over, and the process when its parent is gone while it works; rests while it does not. */
final class Watch {
    private static final long NAP_MILLIS = 50;
    private static final int ORPHANED = 3;

    private final ProcessHandle parent = ProcessHandle.current().parent().orElse(null);
    private final Thread thread = new Thread(this::watch, "worker-watch");
    private volatile boolean works;

    /** Guarded by this, like the next ones. */
    private RunOptions run;

    private long deadlineNanos;
    private boolean over;

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** A request is being worked on. */
    void begins() {
        works = true;
        LockSupport.unpark(thread);
    }

    void ends() {
        works = false;
    }

    synchronized void runBegins(RunOptions options, long timeoutMillis) {
        run = options;
        over = false;
        deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    /** Returns whether the run was ended. */
    synchronized boolean runEnds() throws OrtException {
        if (over) {
            run.setTerminate(false);
        }
        run = null;
        return over;
    }

    private void watch() {
        while (true) {
            if (works) {
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(NAP_MILLIS));
                look();
            } else {
                LockSupport.park(this);
            }
        }
    }

    private void look() {
        if (parent != null && !parent.isAlive()) {
            Runtime.getRuntime().halt(ORPHANED);
        }
        synchronized (this) {
            if (run != null && !over && System.nanoTime() - deadlineNanos >= 0) {
                over = true;
                try {
                    run.setTerminate(true);
                } catch (OrtException e) {
                    System.err.println("a run does not end: " + e);
                }
            }
        }
    }
}
