package io.millwright.opcua.session;

import io.millwright.opcua.milo.MiloThreads;
import io.millwright.opcua.settings.Settings;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of a session. A bug in a task does not end what is scheduled, and after the end nothing runs any more. */
final class SessionThread {
    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);
    private static final long JOIN_MILLIS = 1_000;
    private static final long CLOSE_MILLIS = 4_000;

    private final String pid;
    private final Consumer<Throwable> failed;
    private final ScheduledThreadPoolExecutor executor;
    private volatile boolean closed;

    /**
     * Makes a thread that starts with its first task.
     *
     * @param failed told, on this thread, what a task threw
     */
    SessionThread(String pid, Consumer<Throwable> failed) {
        this.pid = pid;
        this.failed = failed;
        executor = new ScheduledThreadPoolExecutor(1, MiloThreads.threads("millwright-opcua-" + pid + "-session-"));
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
    }

    /** Returns what runs tasks on it, for who guards their own. */
    ScheduledExecutorService executor() {
        return executor;
    }

    /** Any thread; returns at once. */
    void post(Runnable task) {
        postLater(task, 0);
    }

    /** Any thread; returns at once. */
    void postLater(Runnable task, long millis) {
        if (closed) {
            return;
        }
        try {
            executor.schedule(() -> guarded(task), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOGGER.debug("{}: closed meanwhile.", pid);
        }
    }

    private void guarded(Runnable task) {
        try {
            if (!closed) {
                task.run();
            }
        } catch (Throwable e) {
            if (!closed) {
                failed.accept(e);
            }
        }
    }

    /** Ends the thread, then runs {@code last} on another one; returns within 5 s, though the server may not answer. */
    void close(Runnable last) {
        closed = true;
        executor.shutdownNow();
        Thread closing = MiloThreads.threads("millwright-opcua-" + pid + "-close-")
                .newThread(() -> {
                    try {
                        executor.awaitTermination(JOIN_MILLIS, TimeUnit.MILLISECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    last.run();
                });
        closing.start();
        try {
            closing.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (closing.isAlive()) {
            LOGGER.warn("{}: still closing after {} ms; the server does not answer.", pid, CLOSE_MILLIS);
        }
    }
}
