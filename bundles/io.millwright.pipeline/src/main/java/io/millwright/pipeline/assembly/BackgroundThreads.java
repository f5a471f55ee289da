package io.millwright.pipeline.assembly;

import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that all pipelines share: {@code millwright-pipeline-opener-<n>} open and close models and subscriptions, which
 * may take seconds, several side by side so that a slow one delays itself only; {@code millwright-pipeline-watch-1} looks at
 * every pipeline once per second and never blocks.
 */
@Component(service = BackgroundThreads.class)
public final class BackgroundThreads {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundThreads.class);
    private static final long JOIN_SECONDS = 5;
    private static final int OPENERS = 4;
    private static final long SOON_MILLIS = 1000;

    private final ScheduledThreadPoolExecutor opener;
    private final ScheduledThreadPoolExecutor watch = executor("millwright-pipeline-watch-", 1);

    /** One second for all: a thousand pipelines wake the gateway once. */
    private final Set<Watch> watched = new CopyOnWriteArraySet<>();

    /** A task that runs once per second. */
    public final class Watch implements AutoCloseable {
        private final Runnable task;
        private volatile boolean closed;

        private Watch(Runnable task) {
            this.task = task;
        }

        private void look() {
            if (!closed) {
                task.run();
            }
        }

        /** From here on the task does not begin any more; one that runs is not waited for. */
        @Override
        public void close() {
            closed = true;
            watched.remove(this);
        }
    }

    /** Creates the threads; they start with the first tasks. */
    @Activate
    public BackgroundThreads() {
        this(OPENERS);
    }

    BackgroundThreads(int openers) {
        opener = executor("millwright-pipeline-opener-", openers);
        watch.scheduleWithFixedDelay(() -> watched.forEach(Watch::look), 1, 1, TimeUnit.SECONDS);
    }

    private static ScheduledThreadPoolExecutor executor(String name, int threads) {
        AtomicInteger number = new AtomicInteger();
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(threads, task -> {
            Thread thread = new Thread(task, name + number.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(BackgroundThreads.class.getClassLoader());
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    /** Runs a task on an opener's thread; on the caller's thread once the threads have ended. */
    public void open(Runnable task) {
        try {
            opener.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** Runs a task on an opener's thread in a second; not at all once the threads have ended. */
    public void openSoon(Runnable task) {
        openLater(task, SOON_MILLIS);
    }

    /** Runs a task on an opener's thread later; not at all once the threads have ended. */
    void openLater(Runnable task, long delayMillis) {
        try {
            opener.schedule(guarded(task), delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Not scheduled: the bundle stops");
        }
    }

    /** Runs a task about once per second, after those that came before it, until the watch is closed. */
    public Watch watch(Runnable task) {
        Watch one = new Watch(guarded(task));
        watched.add(one);
        return one;
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable t) {
                LOG.error("A bug; the pipeline goes on, please report it", t);
            }
        };
    }

    /** Ends the threads within 5 s; what was to be closed is closed. */
    @Deactivate
    public void close() {
        watch.shutdown();
        opener.shutdown();
        try {
            if (!opener.awaitTermination(JOIN_SECONDS, TimeUnit.SECONDS)
                    || !watch.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.warn("A thread millwright-pipeline-opener still opens or closes a model after {} s", JOIN_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
