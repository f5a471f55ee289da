package io.millwright.opcua.milo;

import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.Timeout;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.security.Security;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.milo.opcua.stack.core.Stack;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransportConfigBuilder;
import org.slf4j.LoggerFactory;

/**
 * The threads and the security provider that all connections of this bundle share. The first connection starts them, the
 * last one ends them: what stays would keep the class loader of an updated bundle for ever.
 */
public final class MiloThreads {
    private static final int EVENT_LOOPS = Math.min(2, Runtime.getRuntime().availableProcessors());
    private static final long POOL_IDLE_SECONDS = 30;
    private static final long POOL_END_MILLIS = 500;
    private static final Object LOCK = new Object();

    private static MiloThreads shared;
    private static int users;

    private final NioEventLoopGroup eventLoop = new NioEventLoopGroup(EVENT_LOOPS, threads("millwright-opcua-net-"));
    private final ExecutorService pool = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            POOL_IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            threads("millwright-opcua-pool-"),
            // Only after the end: what Milo still wants to do then, for connections that are closed, is not wanted.
            new ThreadPoolExecutor.DiscardPolicy());
    private final RetryTimer timer = new RetryTimer(threads("millwright-opcua-timer-"));
    private final WheelTimer wheelTimer = new WheelTimer(threads("millwright-opcua-wheel-"));
    private final RsaProvider provider = new RsaProvider();

    private MiloThreads() {
        Security.addProvider(provider);
    }

    /** Called on a thread of ours only: Netty leaves thread locals on the threads that call it. */
    public static MiloThreads acquire() {
        synchronized (LOCK) {
            if (users == 0) {
                shared = new MiloThreads();
            }
            users++;
            return shared;
        }
    }

    /** Called once per {@link #acquire()}, on a thread of ours. The last call ends the threads, within about 3 s. */
    public static void release() {
        synchronized (LOCK) {
            if (--users == 0) {
                shared.end();
                shared = null;
            }
        }
    }

    /** Lets a transport run on these threads. */
    public void apply(OpcTcpClientTransportConfigBuilder transport) {
        transport
                .setEventLoop(eventLoop)
                .setExecutor(pool)
                .setScheduledExecutor(timer)
                .setWheelTimer(wheelTimer)
                .setChannelPipelineCustomizer(pipeline -> pipeline.addLast(new EarlyClose()));
    }

    /** Ends all of it also on a thread that is interrupted, because a wheel that is not stopped turns for ever. */
    private void end() {
        Security.removeProvider(provider.getName());
        boolean interrupted = Thread.interrupted();
        timer.shutdownNow();
        // In the order in which they give work to each other: network, pool, timers.
        var loops = eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        interrupted |= isInterrupted(() -> loops.await(1_500, TimeUnit.MILLISECONDS));
        pool.shutdown();
        interrupted |= isInterrupted(() -> pool.awaitTermination(POOL_END_MILLIS, TimeUnit.MILLISECONDS));
        if (!pool.isTerminated()) {
            pool.shutdownNow();
            interrupted |= isInterrupted(() -> pool.awaitTermination(POOL_END_MILLIS, TimeUnit.MILLISECONDS));
        }
        wheelTimer.stop().forEach(Timeout::cancel);
        interrupted |= isInterrupted(() -> timer.awaitTermination(1, TimeUnit.SECONDS));
        // Nothing of ours uses the resources shared by all users of Milo; a later version of it might.
        interrupted |= isInterrupted(() -> Stack.releaseSharedResources(1, TimeUnit.SECONDS));
        interrupted |= isInterrupted(MiloThreads::awaitGlobalExecutor);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitGlobalExecutor() throws InterruptedException {
        try {
            GlobalEventExecutor.INSTANCE.awaitInactivity(1_500, TimeUnit.MILLISECONDS);
        } catch (IllegalStateException e) {
            LoggerFactory.getLogger(MiloThreads.class).debug("The global event executor never ran.", e);
        }
    }

    private interface Wait {
        void until() throws InterruptedException;
    }

    /** Waits; whether an interrupt ended that. */
    private static boolean isInterrupted(Wait wait) {
        try {
            wait.until();
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** Returns a factory of daemon threads with this bundle's class loader as context class loader. */
    public static ThreadFactory threads(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.getAndIncrement());
            thread.setDaemon(true);
            thread.setContextClassLoader(MiloThreads.class.getClassLoader());
            return thread;
        };
    }
}
