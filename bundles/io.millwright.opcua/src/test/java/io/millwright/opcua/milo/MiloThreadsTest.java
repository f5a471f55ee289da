package io.millwright.opcua.milo;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.GatewayThreads;
import io.netty.util.Timeout;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransportConfig;
import org.junit.jupiter.api.Test;

/** Milo's state machines may still run when the last connection ends: what they ask for then must not end a thread. */
class MiloThreadsTest {
    @Test
    void whatIsAskedForAfterTheEndIsForgotten() {
        // Those of an earlier test's connection would be shared.
        GatewayThreads.awaitEnd();
        var builder = OpcTcpClientTransportConfig.newBuilder();
        MiloThreads threads = MiloThreads.acquire();
        threads.apply(builder);
        OpcTcpClientTransportConfig config = builder.build();
        Timeout before = config.getWheelTimer().newTimeout(timeout -> {}, 1, TimeUnit.HOURS);
        MiloThreads.release();
        assertTrue(before.isCancelled());
        AtomicBoolean ran = new AtomicBoolean();
        assertDoesNotThrow(() -> config.getExecutor().execute(() -> ran.set(true)));
        assertDoesNotThrow(() -> config.getScheduledExecutor().schedule(() -> ran.set(true), 0, TimeUnit.SECONDS));
        Timeout late = config.getWheelTimer().newTimeout(timeout -> ran.set(true), 0, TimeUnit.SECONDS);
        assertTrue(late.isCancelled());
        assertFalse(late.cancel());
        assertFalse(ran.get());
    }

    /** A question that is cancelled gives its threads back with the interrupt pending. */
    @Test
    void aThreadThatIsInterruptedEndsThemAllTheSame() {
        GatewayThreads.awaitEnd();
        var builder = OpcTcpClientTransportConfig.newBuilder();
        MiloThreads.acquire().apply(builder);
        OpcTcpClientTransportConfig config = builder.build();
        config.getWheelTimer().newTimeout(timeout -> {}, 1, TimeUnit.HOURS);
        config.getExecutor().execute(() -> {});
        config.getEventLoop().execute(() -> {});
        Thread.currentThread().interrupt();
        MiloThreads.release();
        assertTrue(Thread.interrupted());
        GatewayThreads.awaitEnd();
    }
}
