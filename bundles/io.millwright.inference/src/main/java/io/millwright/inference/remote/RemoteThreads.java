package io.millwright.inference.remote;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one remote model. Requests, time-outs, stand-ins and checks have threads of their own, because a slow look-up of a
 * name, a slow local model or a slow check must not delay the others. They start when they are needed.
 */
final class RemoteThreads implements AutoCloseable {
    private static final long STOP_MILLIS = 5_000;
    private static final long IDLE_SECONDS = 30;

    /** The HTTP client's. */
    final ThreadPoolExecutor net;
    /** Time-outs and pauses; nothing on it takes long. */
    final ScheduledThreadPoolExecutor timer;
    /** Runs of local models. */
    final ThreadPoolExecutor local;
    /** Configuration and checks. */
    final ScheduledThreadPoolExecutor checks;

    RemoteThreads(String pid) {
        net = pool(pid, "net", 4);
        local = pool(pid, "local", 2);
        timer = scheduled(pid, "timer");
        checks = scheduled(pid, "check");
    }

    /** A queue without limit: what is in it is bounded by the requests and runners that are open. */
    private static ThreadPoolExecutor pool(String pid, String task, int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory(pid, task));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ScheduledThreadPoolExecutor scheduled(String pid, String task) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, factory(pid, task));
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    private static ThreadFactory factory(String pid, String task) {
        AtomicInteger number = new AtomicInteger();
        return runnable -> {
            String name = "millwright-remote-" + pid + "-" + task + "-" + number.getAndIncrement();
            Thread thread = new Thread(null, runnable, name, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(RemoteThreads.class.getClassLoader());
            return thread;
        };
    }

    /** Takes nothing new. */
    void shutdown() {
        checks.shutdownNow();
        timer.shutdownNow();
        local.shutdown();
        net.shutdown();
    }

    /** Ends all and joins them, 5 s at most. */
    @Override
    public void close() {
        shutdown();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS);
        try {
            for (ExecutorService executor : List.of(checks, timer, local, net)) {
                executor.awaitTermination(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
