package io.millwright.opcua.milo;

import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Milo's timer. Its pauses between two attempts to come back double up to 16 s, so a PLC that was away for two seconds would be
 * found after seven, when its subscription has been given up. They alone are given in seconds (Milo 1.1.2, netty-channel-fsm
 * 1.0.2), and are one second here; who gives up a server that stays away is the session.
 */
final class RetryTimer extends ScheduledThreadPoolExecutor {
    private static final long LONGEST_PAUSE_SECONDS = 1;

    RetryTimer(ThreadFactory threads) {
        super(1, threads);
        setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        setRemoveOnCancelPolicy(true);
        setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return super.schedule(command, shortened(delay, unit), unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> command, long delay, TimeUnit unit) {
        return super.schedule(command, shortened(delay, unit), unit);
    }

    private static long shortened(long delay, TimeUnit unit) {
        return unit == TimeUnit.SECONDS ? Math.min(delay, LONGEST_PAUSE_SECONDS) : delay;
    }
}
