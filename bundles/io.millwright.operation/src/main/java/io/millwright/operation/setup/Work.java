package io.millwright.operation.setup;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Refusal;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What takes longer than a call may: one step at a time, on a thread {@code millwright-operation-setup} that ends when idle. Whoever
 * polls is told how far it is. Thread-safe.
 */
final class Work {
    private static final Logger LOG = LoggerFactory.getLogger(Work.class);
    private static final long IDLE_SECONDS = 10;
    private static final long PATIENCE_MILLIS = 2_000;
    private static final long STOP_MILLIS = 5_000;

    private final ThreadPoolExecutor thread;
    private String name = "";
    private String state = "NONE";
    private String text = "";
    private String remedy = "";
    private boolean looking;

    /** A step. */
    interface Step {
        /** Returns what it came to, for people. */
        String run() throws Stuck, InterruptedException;
    }

    Work() {
        thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread made = new Thread(task, "millwright-operation-setup");
            made.setContextClassLoader(Work.class.getClassLoader());
            made.setDaemon(true);
            return made;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    /** Begins a step, and returns soon: one that is about to end is waited for. */
    JsonObject begin(String step, Step what) throws Refusal {
        synchronized (this) {
            awaitEnd();
            if (state.equals("RUNNING")) {
                throw Refusal.of(
                        Refusal.Kind.CONFLICT, name + " is still under way: " + text, "wait until it has ended");
            }
            tell(step, "RUNNING", "", "");
        }
        submit(() -> {
            try {
                told(step, "DONE", what.run(), "");
            } catch (Stuck stuck) {
                told(step, "FAILED", stuck.getMessage(), stuck.remedy());
            } catch (InterruptedException e) {
                told(step, "FAILED", "the gateway stops", "begin again after its start");
            } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError e) {
                // Whatever it is, the step has ended: one that stayed under way would let no other one begin.
                LOG.error("The set-up's step {} met a fault of Millwright", step, e);
                told(step, "FAILED", "a fault of Millwright", "report it with the gateway's log");
            }
        });
        return new JsonObject().add("step", step).add("begun", true);
    }

    private void awaitEnd() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        try {
            for (long left = PATIENCE_MILLIS; left > 0 && state.equals("RUNNING"); ) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks at something beside, where nothing is under way; what becomes of it is not told. */
    void look(Step what) {
        synchronized (this) {
            if (state.equals("RUNNING") || looking) {
                return;
            }
            looking = true;
        }
        submit(() -> {
            try {
                what.run();
            } catch (Stuck e) {
                // The next look may see more; what is shown says how old it is.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                synchronized (this) {
                    looking = false;
                }
            }
        });
    }

    private void submit(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            told(name, "FAILED", "the gateway stops", "begin again after its start");
        }
    }

    /** Says how far the step is. */
    synchronized void progress(String now) {
        text = now;
    }

    private synchronized void told(String step, String now, String what, String then) {
        tell(step, now, what, then);
    }

    /** With the lock held. */
    private void tell(String step, String now, String what, String then) {
        name = step;
        state = now;
        text = what;
        remedy = then;
        notifyAll();
    }

    synchronized boolean isRunning() {
        return state.equals("RUNNING");
    }

    /** Returns the step that runs, or how the last one ended. */
    synchronized JsonObject document() {
        return new JsonObject()
                .add("name", name)
                .add("state", state)
                .add("text", text)
                .add("remedy", remedy);
    }

    void close() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            // A step that waited behind a look never began.
            if (state.equals("RUNNING")) {
                tell(name, "FAILED", "the gateway stops", "begin again after its start");
            }
        }
    }
}
