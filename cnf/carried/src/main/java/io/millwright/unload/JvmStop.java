package io.millwright.unload;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends a component in order when the Java VM is told to end (SIGTERM), because not every gateway stops its bundles then. The
 * component ends once: by this, or by {@link #now()} when it is deactivated. Thread-safe.
 *
 * <p>The VM runs what is to be done on a thread {@code millwright-stop-<name>} beside everything that still works, and goes on after
 * the limit whatever that thread does. What is to be done must not wait for the framework, which may be stopping, too.
 */
public final class JvmStop {
    private final Runnable end;
    private final long limitMillis;
    private final Thread hook;
    private final Thread worker;
    private final AtomicBoolean ended = new AtomicBoolean();

    private JvmStop(String name, long limitMillis, Runnable end) {
        this.end = end;
        this.limitMillis = limitMillis;
        worker = thread(this::once, "millwright-stop-" + name);
        hook = thread(this::onStop, "millwright-stop-" + name + "-limit");
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(JvmStop.class.getClassLoader());
        return thread;
    }

    /**
     * Has a component end with the VM, from now on.
     *
     * @param name for the thread
     * @param limitMillis how long the VM waits for it at most, in milliseconds
     * @param end ends the component
     */
    public static JvmStop watch(String name, long limitMillis, Runnable end) {
        JvmStop stop = new JvmStop(name, limitMillis, end);
        try {
            Runtime.getRuntime().addShutdownHook(stop.hook);
        } catch (IllegalStateException e) {
            // The VM is stopping: too late for a component that has done nothing yet.
        }
        return stop;
    }

    /** Ends the component on this thread, unless that was done or is being done, and leaves nothing in the VM. */
    public void now() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The VM is stopping, and its thread does it.
        }
        once();
    }

    private void once() {
        if (ended.compareAndSet(false, true)) {
            end.run();
        }
    }

    private void onStop() {
        worker.start();
        try {
            TimeUnit.MILLISECONDS.timedJoin(worker, limitMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
