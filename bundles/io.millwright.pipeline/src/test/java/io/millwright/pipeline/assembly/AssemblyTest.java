package io.millwright.pipeline.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.Bound;
import io.millwright.pipeline.FakeSource;
import io.millwright.pipeline.state.Condition;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Settings, sources, models and publishers come and go in any order; what runs follows. */
class AssemblyTest extends AssemblyHarness {
    @Test
    void decidesOnceSettingsSourceAndModelAreThere() throws Exception {
        FakeSource.Subscription subscription = running();
        subscription.send(1_000_000, 4, 5);
        assertEquals("ok", decision().decision());
        awaitState(Condition.RUNNING);
        assertEquals("model fake 1.0.0", state.text());
    }

    @Test
    void withoutAPublisherItDecidesAndCounts() throws Exception {
        publishing.present = false;
        FakeSource.Subscription subscription = running();
        subscription.send(1_000_000, 1, 1);
        subscription.send(2_000_000, 1, 1);
        await(() -> counters.decisions.get() == 2 && counters.unpublished.get() == 2, counters.asMap());
        publishing.present = true;
        subscription.send(3_000_000, 1, 1);
        assertEquals(2, decision().dropped());
    }

    @Test
    void wrongSettingsLeaveTheComponentAliveAndHealed() throws Exception {
        running().send(1_000_000, 1, 1);
        decision();
        assembly.configure(configuration("window.periodMs", 0));
        awaitState(Condition.CONFIGURATION_ERROR);
        assertTrue(state.text().startsWith("Window period (ms) is '0'"), state.text());
        await(() -> model.opened.get(0).closed(), "runner closed");
        assembly.configure(configuration());
        source.subscribed().send(1_000_000, 1, 1);
        assertEquals(2, decision().sequence());
    }

    /** After a re-installation or a boot, modified comes once or twice with equal content. */
    @Test
    void equalSettingsChangeNothing() throws Exception {
        FakeSource.Subscription subscription = running();
        subscription.send(1_000_000, 1, 1);
        decision();
        assembly.configure(configuration());
        assembly.configure(configuration("Model.target", "(kura.service.pid=fake)"));
        openerIsIdle();
        subscription.send(2_000_000, 1, 1);
        decision();
        assertFalse(subscription.closed());
        assertEquals(1, model.opened.size());
    }

    /** It is told to the outbox, and the pipeline goes on. */
    @Test
    void forbiddingReconnectsLeavesTheLineAlone() throws Exception {
        FakeSource.Subscription subscription = running();
        subscription.send(1_000_000, 1, 1);
        decision();
        assertTrue(publishing.reconnect);
        assembly.configure(configuration("publish.reconnectWhenStuck", false));
        openerIsIdle();
        assertFalse(publishing.reconnect);
        subscription.send(2_000_000, 1, 1);
        decision();
        assertFalse(subscription.closed());
    }

    /** Everything a pipeline opened is closed, and the source's thread is not waited for. */
    @Test
    void closeEndsSubscriptionLaneAndRunner() throws Exception {
        FakeSource.Subscription subscription = running();
        subscription.send(1_000_000, 1, 1);
        decision();
        assembly.close();
        threads.close();
        await(() -> state.condition() == Condition.STOPPED, "stopped");
        await(() -> model.opened.get(0).closed(), "runner closed");
        assertTrue(subscription.closed());
    }

    /** The thread that stops the bundle may be interrupted; nothing may stay open because of it. */
    @Test
    void anInterruptedCloseEndsEverythingToo() throws Exception {
        FakeSource.Subscription subscription = running();
        subscription.send(1_000_000, 1, 1);
        decision();
        Thread.currentThread().interrupt();
        assembly.close();
        assertTrue(Thread.interrupted(), "the flag is left to the caller");
        await(() -> state.condition() == Condition.STOPPED, "stopped");
        await(() -> model.opened.get(0).closed(), "runner closed");
        assertTrue(subscription.closed());
    }

    /** A run that does not return holds up neither the close nor the memory that it uses. */
    @Test
    void aRunInProgressIsNeverClosedUnder() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        model.onRun = () -> {
            entered.countDown();
            try {
                assertTrue(leave.await(Bound.SECONDS, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        running().send(1_000_000, 1, 1);
        assertTrue(entered.await(Bound.SECONDS, TimeUnit.SECONDS));
        assembly.close();
        assertFalse(model.opened.get(0).closed());
        leave.countDown();
        await(() -> model.opened.get(0).closed(), "closed after its run");
    }
}
