package io.millwright.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.model.ModelException;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.outbox.Decision;
import io.millwright.pipeline.outbox.OutboxState;
import io.millwright.pipeline.outbox.Quality;
import io.millwright.pipeline.outbox.StateMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Settings, sources, models and publishers come and go in any order; what runs follows, and the state says it. */
class AssemblyTest {
    private static final class FakePublishing implements Publishing {
        final BlockingQueue<Decision> decisions = new LinkedBlockingQueue<>();
        private CloudPublisher used;
        volatile boolean present = true;
        volatile OutboxState state = OutboxState.OK;

        @Override
        public boolean use(CloudPublisher publisher, String pid) {
            boolean renewed = publisher != used;
            used = publisher;
            return renewed;
        }

        @Override
        public boolean offer(Decision decision) {
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
            return state;
        }

        @Override
        public Map<String, Long> counters() {
            return Map.of();
        }
    }

    private final LanePool pool = new LanePool(2);
    private final BackgroundThreads threads = new BackgroundThreads();
    private final FakePublishing publishing = new FakePublishing();
    private final Counters counters = new Counters();
    private final AtomicLong nanos = new AtomicLong();
    private final BlockingQueue<String> states = new LinkedBlockingQueue<>();
    private final PipelineState state =
            new PipelineState("p1", counters, m -> states.add(m.state()), nanos::get, () -> nanos.get() / 1000);
    private final Assembly assembly = new Assembly(pool, threads, publishing, counters, state, nanos::get);
    private final FakeSource source = new FakeSource("a", "b");
    private final FakeModel model = FakeModel.sum("a", "b");

    @AfterEach
    void close() {
        assembly.close();
        threads.close();
        pool.close();
    }

    private static PipelineConfiguration configuration(Object... settings) {
        Map<String, Object> properties = new HashMap<>(Map.of("kura.service.pid", "p1", "window.latenessMs", 0L));
        for (int i = 0; i < settings.length; i += 2) {
            properties.put((String) settings[i], settings[i + 1]);
        }
        return PipelineConfiguration.of(properties);
    }

    private static SourceOffer offer(FakeSource source) {
        return new SourceOffer(source, "plc1", 500, "");
    }

    private FakeSource.Subscription running() throws InterruptedException {
        assembly.configure(configuration());
        assembly.source(offer(source));
        assembly.model(PipelineHarness.offer(model));
        return source.subscribed();
    }

    private Decision decision() throws InterruptedException {
        Decision decision = publishing.decisions.poll(20, TimeUnit.SECONDS);
        assertNotNull(decision, () -> "no decision within 20 s; " + state.condition() + ": " + state.text());
        return decision;
    }

    /** Waits until the opener has caught up and the state is this one. */
    private void awaitState(Condition condition) {
        await(
                () -> {
                    assembly.look();
                    return state.condition() == condition;
                },
                condition);
    }

    private void await(BooleanSupplier done, Object what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within 20 s: " + what + "; " + state.condition() + ": " + state.text());
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void decidesOnceSettingsSourceAndModelAreThere() throws Exception {
        FakeSource.Subscription subscription = running();
        subscription.send(1_000_000, 4, 5);
        assertEquals("ok", decision().decision());
        awaitState(Condition.RUNNING);
        assertEquals("model fake 1.0.0", state.text());
    }

    @Test
    void whateverIsMissingIsAState() throws Exception {
        assembly.configure(configuration("TagSource.target", "(kura.service.pid=plc9)"));
        awaitState(Condition.TAG_SOURCE_MISSING);
        assertEquals(
                "TagSource.target is '(kura.service.pid=plc9)' and matches no OPC UA connection: choose one in the list, or"
                        + " create or install it",
                state.text());
        assembly.source(offer(source));
        awaitState(Condition.MODEL_MISSING);
        assembly.model(PipelineHarness.offer(model));
        awaitState(Condition.WAITING_FOR_VALUES);
        source.subscribed().send(1_000_000, 1, 1);
        decision();
        publishing.present = false;
        awaitState(Condition.RUNNING_UNPUBLISHED);
        publishing.present = true;
        publishing.state = new OutboxState(OutboxState.Code.STORE_FULL, "the store is full");
        awaitState(Condition.PUBLISHER_TROUBLE);
        assertEquals("STORE_FULL: the store is full", state.text());
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
        assertTrue(state.text().startsWith("window.periodMs is '0'"), state.text());
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
        subscription.send(2_000_000, 1, 1);
        decision();
        assertFalse(subscription.closed());
        assertEquals(1, model.opened.size());
    }

    @Test
    void aModelOfTheSamePlanIsSwappedWithoutTouchingTheSubscription() throws Exception {
        FakeSource.Subscription subscription = running();
        subscription.send(1_000_000, 1, 1);
        decision();
        FakeModel next = model.next("2.0.0", x -> new double[] {100});
        // As SCR does it: the new one is bound before the old one is unbound.
        assembly.model(PipelineHarness.offer(next));
        assembly.noModel(model);
        await(() -> model.opened.get(0).closed(), "old runner closed");
        subscription.send(2_000_000, 1, 1);
        Decision decision = decision();
        assertEquals("alarm 2.0.0", decision.decision() + " " + decision.model().version());
        assertFalse(subscription.closed());
    }

    @Test
    void aModelWithOtherFeaturesGetsALineOfItsOwn() throws Exception {
        FakeSource.Subscription subscription = running();
        FakeModel other = FakeModel.sum("b");
        assembly.model(PipelineHarness.offer(other));
        FakeSource.Subscription second = source.subscribed();
        assertEquals(List.of("b"), second.names);
        assertTrue(subscription.closed());
        second.send(1_000_000, 12);
        assertEquals("alarm", decision().decision());
    }

    @Test
    void aModelThatDoesNotFitLeavesTheOneBeforeServing() throws Exception {
        FakeSource.Subscription subscription = running();
        subscription.send(1_000_000, 1, 1);
        decision();
        FakeModel image = FakeModel.of(new FakeModel.Spec("image", ElementType.UINT8, new long[] {-1, 4}, List.of()));
        assembly.model(PipelineHarness.offer(image));
        assembly.noModel(model);
        awaitState(Condition.MODEL_UPDATE_REFUSED);
        assertTrue(state.text().endsWith("fake 1.0.0 keeps deciding"), state.text());
        subscription.send(2_000_000, 1, 1);
        decision();
    }

    @Test
    void aModelThatCannotBeOpenedIsTriedAgain() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        model.onOpen = () -> {
            failed.countDown();
            throw new ModelException("out of memory", true);
        };
        assembly.configure(configuration());
        assembly.source(offer(source));
        assembly.model(PipelineHarness.offer(model));
        assertTrue(failed.await(20, TimeUnit.SECONDS));
        awaitState(Condition.MODEL_UNUSABLE);
        assertEquals("model fake 1.0.0 cannot be opened: out of memory", state.text());
        model.onOpen = () -> {};
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        source.subscribed().send(1_000_000, 1, 1);
        decision();
    }

    @Test
    void aRunnerThatIsLostIsReplaced() throws Exception {
        FakeSource.Subscription subscription = running();
        subscription.send(1_000_000, 1, 1);
        decision();
        model.onRun = () -> {
            throw new ModelException("the device is gone", false);
        };
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        subscription.send(2_000_000, 1, 1);
        assertEquals(Quality.BAD, decision().quality());
        model.onRun = () -> {};
        await(() -> model.opened.size() == 2 && model.opened.get(0).closed(), "second runner");
        subscription.send(3_000_000, 1, 1);
        assertEquals(Quality.GOOD, decision().quality());
    }

    @Test
    void missingTagsAreNamedAndHealWhenTheTableGainsThem() throws Exception {
        FakeSource small = new FakeSource("a", "B");
        assembly.configure(configuration());
        assembly.source(offer(small));
        assembly.model(PipelineHarness.offer(model));
        FakeSource.Subscription subscription = small.subscribed();
        awaitState(Condition.MAPPING_ERROR);
        assertEquals(
                "mapping: feature 'b' has no tag 'b' in connection 'plc1'; near: 'B': add the tag to the connection's tag"
                        + " table, or a line feature=tag to mapping",
                state.text());
        subscription.send(1_000_000, 1, 1);
        await(() -> counters.blocked.get() == 1, counters.asMap());
        small.add("b", "");
        assembly.tick();
        subscription.send(2_000_000, 1, 1);
        assertEquals(2_000_000, decision().windowEndMicros());
    }

    @Test
    void aUnitMismatchIsAStateBeforeTheFirstSample() throws Exception {
        FakeSource celsius = new FakeSource().add("t", "°C");
        FakeModel kelvin =
                FakeModel.of(FakeModel.input("x", ElementType.FLOAT32, 1, List.of(FakeModel.unit("t", "K"))));
        assembly.configure(configuration());
        assembly.source(offer(celsius));
        assembly.model(PipelineHarness.offer(kelvin));
        FakeSource.Subscription subscription = celsius.subscribed();
        awaitState(Condition.UNIT_MISMATCH);
        assertTrue(state.text().contains("scale=1, offset=273.15, unit=K"), state.text());
        subscription.send(1_000_000, 20);
        await(() -> counters.blocked.get() == 1, counters.asMap());
        subscription.describe(0, "K");
        subscription.send(2_000_000, 293);
        assertEquals(2_000_000, decision().windowEndMicros());
    }

    @Test
    void aSourceThatFallsSilentIsAState() throws Exception {
        FakeSource.Subscription subscription = running();
        subscription.send(1_000_000, 1, 1);
        decision();
        for (int second = 0; second < 5; second++) {
            assembly.tick();
        }
        awaitState(Condition.RUNNING);
        for (int second = 0; second < 3; second++) {
            assembly.tick();
        }
        assertEquals(Condition.SOURCE_SILENT, state.condition());
        subscription.send(2_000_000);
        decision();
        assembly.tick();
        assertEquals(Condition.RUNNING, state.condition());
    }

    @Test
    void badInputsAreAStateThatDoesNotFlicker() throws Exception {
        assembly.configure(configuration("quality.policy", "flag"));
        assembly.source(offer(source));
        assembly.model(PipelineHarness.offer(model));
        FakeSource.Subscription subscription = source.subscribed();
        long second = 0;
        for (int i = 0; i < 4; i++) {
            subscription.send(++second * 1_000_000, i % 2 == 0 ? Double.NaN : 1, 1);
            decision();
            assembly.tick();
            assertEquals(Condition.INPUT_BAD, state.condition());
        }
        assertEquals("no usable decisions: tag 'a': Bad_OutOfRange", state.text());
        for (int i = 0; i < 3; i++) {
            subscription.send(++second * 1_000_000, 1, 1);
            decision();
            assembly.tick();
        }
        assertEquals(Condition.RUNNING, state.condition());
    }

    /** Everything a pipeline opened is closed, and the source's thread is not waited for. */
    @Test
    void closeEndsSubscriptionLaneAndRunner() throws Exception {
        FakeSource.Subscription subscription = running();
        subscription.send(1_000_000, 1, 1);
        decision();
        assembly.close();
        threads.close();
        assertTrue(subscription.closed());
        assertTrue(model.opened.get(0).closed());
        assertEquals(Condition.STOPPED, state.condition());
    }

    /** A run that does not return holds up neither the close nor the memory that it uses. */
    @Test
    void aRunInProgressIsNeverClosedUnder() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        model.onRun = () -> {
            entered.countDown();
            try {
                assertTrue(leave.await(30, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        running().send(1_000_000, 1, 1);
        assertTrue(entered.await(20, TimeUnit.SECONDS));
        assembly.close();
        assertFalse(model.opened.get(0).closed());
        leave.countDown();
        await(() -> model.opened.get(0).closed(), "closed after its run");
    }

    @Test
    void modelsSwappedUnderLoadLeaveNoRunnerOpenAndLoseNoWindow() throws Exception {
        FakeSource.Subscription subscription = running();
        FakeModel last = model;
        int windows = 0;
        List<FakeModel> all = new java.util.ArrayList<>(List.of(model));
        for (int swap = 2; swap < 40; swap++) {
            for (int i = 0; i < 50; i++) {
                subscription.send(++windows * 1_000_000L, 1, 1);
            }
            FakeModel next = last.next(swap + ".0.0", x -> new double[] {x[0]});
            all.add(next);
            assembly.model(PipelineHarness.offer(next));
            assembly.noModel(last);
            last = next;
        }
        int expected = windows;
        FakeModel newest = last;
        await(() -> counters.decisions.get() == expected, "all windows decided");
        await(
                () -> all.stream()
                        .filter(m -> m != newest)
                        .flatMap(m -> m.opened.stream())
                        .allMatch(r -> r.closed()),
                "closed");
        subscription.send(++windows * 1_000_000L, 1, 1);
        await(() -> publishing.decisions.stream().anyMatch(d -> d.sequence() == expected + 1), "the next window");
        long sequence = 0;
        for (Decision decision : publishing.decisions) {
            assertEquals(++sequence, decision.sequence());
            assertEquals(sequence * 1_000_000, decision.windowEndMicros());
        }
        assertEquals(0, counters.bugs.get());
    }
}
