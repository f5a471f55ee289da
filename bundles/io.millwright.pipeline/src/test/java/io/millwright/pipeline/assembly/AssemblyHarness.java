package io.millwright.pipeline.assembly;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.Balanced;
import io.millwright.pipeline.Bound;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.FakeSource;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.lane.LanePool;
import io.millwright.pipeline.lane.PipelineHarness;
import io.millwright.pipeline.publish.OutboxState;
import io.millwright.pipeline.publish.Publishing;
import io.millwright.pipeline.state.Condition;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.state.PipelineState;
import io.millwright.pipeline.state.RunNumbers;
import io.millwright.pipeline.state.StateMessage;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.junit.jupiter.api.AfterEach;

/** An assembly with fakes around it, closed after each test. */
abstract class AssemblyHarness {
    static final class FakePublishing implements Publishing {
        final BlockingQueue<PipelineDecision> decisions = new LinkedBlockingQueue<>();
        private CloudPublisher used;
        volatile boolean present = true;
        volatile boolean reconnect = true;
        volatile OutboxState state = OutboxState.OK;
        volatile Runnable whenAsked = () -> {};

        @Override
        public boolean use(CloudPublisher publisher, String pid) {
            boolean renewed = publisher != used;
            used = publisher;
            return renewed;
        }

        @Override
        public void allowReconnect(boolean allow) {
            reconnect = allow;
        }

        @Override
        public boolean offer(PipelineDecision decision) {
            return present && decisions.add(decision);
        }

        @Override
        public void offer(StateMessage message) {}

        @Override
        public boolean present() {
            return present;
        }

        @Override
        public OutboxState state() {
            whenAsked.run();
            return state;
        }

        @Override
        public Map<String, Long> counters() {
            return Map.of();
        }
    }

    final LanePool pool = PipelineHarness.pool(2);
    final BackgroundThreads threads = new BackgroundThreads(1);
    final FakePublishing publishing = new FakePublishing();
    final Counters counters = new Counters();
    final AtomicLong nanos = new AtomicLong();
    final BlockingQueue<String> states = new LinkedBlockingQueue<>();
    final PipelineState state =
            new PipelineState("p1", counters, m -> states.add(m.state()), nanos::get, () -> nanos.get() / 1000);
    final Assembly assembly = new Assembly(pool, threads, publishing, counters, RunNumbers.unkept(), state, nanos::get);
    final FakeSource source = new FakeSource("a", "b");
    final FakeModel model = FakeModel.sum("a", "b");

    @AfterEach
    void close() {
        assembly.close();
        Balanced.soon(Counters.LANE, counters::asMap);
        threads.close();
        pool.close();
    }

    static PipelineConfiguration configuration(Object... settings) {
        Map<String, Object> properties = new HashMap<>(Map.of("kura.service.pid", "p1", "window.latenessMs", 0L));
        for (int i = 0; i < settings.length; i += 2) {
            properties.put((String) settings[i], settings[i + 1]);
        }
        return PipelineConfiguration.of(properties);
    }

    static SourceOffer offer(FakeSource source) {
        return new SourceOffer(source, "plc1", 500, "");
    }

    FakeSource.Subscription running() throws InterruptedException {
        assembly.configure(configuration());
        assembly.source(offer(source));
        assembly.model(PipelineHarness.offer(model));
        return source.subscribed();
    }

    PipelineDecision decision() throws InterruptedException {
        PipelineDecision decision = publishing.decisions.poll(Bound.SECONDS, TimeUnit.SECONDS);
        assertNotNull(decision, () -> "no decision; " + state.condition() + ": " + state.text());
        return decision;
    }

    /** Waits until the opener has done all that it was asked for so far. */
    void openerIsIdle() throws InterruptedException {
        CountDownLatch idle = new CountDownLatch(1);
        threads.open(idle::countDown);
        assertTrue(idle.await(Bound.SECONDS, TimeUnit.SECONDS));
    }

    /** Waits until the opener has caught up and the state is this one. */
    void awaitState(Condition condition) {
        await(
                () -> {
                    assembly.updateState();
                    return state.condition() == condition;
                },
                condition);
    }

    void await(BooleanSupplier done, Object what) {
        Bound.await(done, () -> what + "; " + state.condition() + ": " + state.text());
    }
}
