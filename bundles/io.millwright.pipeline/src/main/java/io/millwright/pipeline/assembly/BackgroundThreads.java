package io.millwright.pipeline.assembly;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two threads that all pipelines share: {@code millwright-pipeline-opener} opens and closes models and subscriptions, which
 * may take seconds; {@code millwright-pipeline-watch} looks at every pipeline once per second and never blocks.
 */
@Component(service = BackgroundThreads.class)
public final class BackgroundThreads {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundThreads.class);
    private static final long JOIN_SECONDS = 5;

    private final ScheduledThreadPoolExecutor opener = executor("millwright-pipeline-opener");
    private final ScheduledThreadPoolExecutor watch = executor("millwright-pipeline-watch");

    /** Creates the threads; they start with the first task. */
    @Activate
    public BackgroundThreads() {}

    private static ScheduledThreadPoolExecutor executor(String name) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            thread.setContextClassLoader(BackgroundThreads.class.getClassLoader());
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    /** Runs a task on the opener's thread, after the ones before; on the caller's thread once the threads have ended. */
    public void open(Runnable task) {
        try {
            opener.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** Runs a task on the opener's thread later; not at all once the threads have ended. */
    void openLater(Runnable task, long delayMillis) {
        try {
            opener.schedule(guarded(task), delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Not scheduled: the bundle stops");
        }
    }

    /** Runs a task once per second until it is cancelled. */
    public Future<?> watch(Runnable task) {
        return watch.scheduleWithFixedDelay(guarded(task), 1, 1, TimeUnit.SECONDS);
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
                LOG.warn("millwright-pipeline-opener still opens or closes a model after {} s", JOIN_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
