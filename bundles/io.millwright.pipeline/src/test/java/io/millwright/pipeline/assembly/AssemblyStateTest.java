package io.millwright.pipeline.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Quality;
import io.millwright.form.Diagnosis;
import io.millwright.model.ModelException;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.Bound;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.FakeSource;
import io.millwright.pipeline.lane.PipelineHarness;
import io.millwright.pipeline.publish.OutboxState;
import io.millwright.pipeline.state.Condition;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The state says what is missing or wrong, and what to do. */
class AssemblyStateTest extends AssemblyHarness {
    @Test
    void whateverIsMissingIsAState() throws Exception {
        assembly.configure(configuration("TagSource.target", "(kura.service.pid=plc9)"));
        awaitState(Condition.TAG_SOURCE_MISSING);
        assertEquals(
                "Connection is '(kura.service.pid=plc9)' and matches no connection or Asset Tags; choose one in"
                        + " the list, or create or install it",
                state.text());
        assembly.noSource(true, Diagnosis.of("several match"));
        awaitState(Condition.CONFIGURATION_ERROR);
        assertEquals("several match", state.text());
        assembly.source(offer(source));
        awaitState(Condition.MODEL_MISSING);
        assembly.model(PipelineHarness.offer(model));
        awaitState(Condition.WAITING_FOR_VALUES);
        source.subscribed().send(1_000_000, 1, 1);
        decision();
        publishing.present = false;
        awaitState(Condition.RUNNING_UNPUBLISHED);
        publishing.present = true;
        publishing.state = new OutboxState(OutboxState.Code.STORE_FULL, "the store is full", "free it");
        awaitState(Condition.PUBLISHER_TROUBLE);
        assertEquals("STORE_FULL: the store is full; free it", state.text());
    }

    /** The watch was preempted between looking and telling, and told of a pipeline that had gone. */
    @Test
    void aSlowLookTellsNothingThatIsNoLongerSo() throws Exception {
        FakeSource.Subscription subscription = running();
        subscription.send(1_000_000, 1, 1);
        decision();
        awaitState(Condition.RUNNING);
        openerIsIdle();
        CountDownLatch looks = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        publishing.whenAsked = () -> {
            publishing.whenAsked = () -> {};
            looks.countDown();
            Bound.await(() -> goOn.getCount() == 0, () -> "the change");
        };
        Thread watch = new Thread(assembly::updateState, "slow-watch");
        watch.start();
        await(() -> looks.getCount() == 0, "the look");
        assembly.noSource(false, Diagnosis.of("the connection went"));
        await(
                () -> state.condition() == Condition.TAG_SOURCE_MISSING
                        || Thread.getAllStackTraces().keySet().stream()
                                .anyMatch(t -> t.getName().startsWith("millwright-pipeline-opener")
                                        && t.getState() == Thread.State.BLOCKED),
                "the opener has told, or waits for the watch");
        goOn.countDown();
        watch.join();
        openerIsIdle();
        assertEquals(Condition.TAG_SOURCE_MISSING, state.condition());
    }

    /** The text sent people to a tag that was right. */
    @Test
    void aRunThatFailedOnceIsNoTroubleOfTheInputs() throws Exception {
        FakeSource.Subscription subscription = running();
        subscription.send(1_000_000, 1, 1);
        decision();
        awaitState(Condition.RUNNING);
        model.onRun = () -> {
            throw new ModelException("all 1 threads that may compute models were busy", true);
        };
        subscription.send(2_000_000, 1, 1);
        decision();
        assembly.tick();
        awaitState(Condition.RUN_FAILED);
        model.onRun = () -> {};
        subscription.send(3_000_000, 1, 1);
        decision();
        assembly.tick();
        assertEquals(Condition.RUNNING, state.condition(), state.text());
    }

    /** The good run behind it hid that one had failed, for as long as it failed. */
    @Test
    void ofManyMachinesABatchThatFailsIsAStateUntilItRunsAgainWhateverOthersDo() throws Exception {
        int machines = 100;
        String[] tags = new String[machines];
        String[] names = new String[machines];
        double[] values = new double[machines];
        for (int i = 0; i < machines; i++) {
            names[i] = "M" + i;
            tags[i] = names[i] + ".a";
        }
        FakeSource all = new FakeSource(tags);
        FakeModel one = FakeModel.sum("a");
        assembly.configure(configuration("assets", String.join(",", names), "mapping", "*={asset}.*"));
        assembly.source(offer(all));
        assembly.model(PipelineHarness.offer(one));
        FakeSource.Subscription subscription = all.subscribed();
        openerIsIdle();
        subscription.send(1_000_000, values);
        for (int i = 0; i < machines; i++) {
            assertEquals(Quality.GOOD, decision().quality());
        }
        AtomicInteger runs = new AtomicInteger();
        one.onRun = () -> {
            // Two batches a second: the first one fails each time.
            if (runs.incrementAndGet() % 2 == 1) {
                throw new ModelException("all 1 threads that may compute models were busy", true);
            }
        };
        for (int second = 2; second <= 3; second++) {
            subscription.send(1_000_000L * second, values);
            int bad = 0;
            for (int i = 0; i < machines; i++) {
                bad += decision().quality() == Quality.BAD ? 1 : 0;
            }
            assertEquals(64, bad, runs + " runs");
            assembly.tick();
            assertEquals(Condition.RUN_FAILED, state.condition(), state.text());
            assertTrue(state.text().startsWith("asset 'M0' and 63 more: the model's run failed: all 1"), state.text());
            assertEquals(64L * (second - 1), counters.asMap().get("windows.failed"));
        }
        assertEquals("RUN_FAILED", assembly.assets().get(0).state().code());
        assertEquals("RUNNING", assembly.assets().get(64).state().code());
        one.onRun = () -> {};
        subscription.send(4_000_000, values);
        for (int i = 0; i < machines; i++) {
            assertEquals(Quality.GOOD, decision().quality());
        }
        assembly.tick();
        assertEquals(Condition.RUNNING, state.condition(), state.text());
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
                "Mapping of features to tags: feature 'b' has no tag 'b' in connection 'plc1'; near: 'B'; add the tag to"
                        + " the connection's tag table, or a line feature=tag to Mapping of features to tags",
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
    void aSourceThatSpeaksAgainIsNoLongerSilentBeforeTheNextSecond() throws Exception {
        FakeSource.Subscription subscription = running();
        subscription.send(1_000_000, 1, 1);
        decision();
        for (int second = 0; second < 8; second++) {
            assembly.tick();
        }
        assertEquals(Condition.SOURCE_SILENT, state.condition());
        subscription.send(2_000_000, 1, 1);
        decision();
        assembly.updateState();
        assertEquals(Condition.RUNNING, state.condition());
    }

    /** A secured connection takes seconds to come up: that is no silence. */
    @Test
    void aSourceThatWasSlowToConnectWasNeverSilent() throws Exception {
        FakeSource.Subscription subscription = running();
        awaitState(Condition.WAITING_FOR_VALUES);
        for (int second = 0; second < 60; second++) {
            assembly.tick();
            assertEquals(Condition.WAITING_FOR_VALUES, state.condition());
        }
        subscription.send(1_000_000, 1, 1);
        decision();
        assembly.updateState();
        assertEquals(Condition.RUNNING, state.condition());
        assembly.tick();
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
        assertEquals(
                "no usable decisions: tag 'a': Bad_OutOfRange; look at the tag and at the connection's state",
                state.text());
        for (int i = 0; i < 3; i++) {
            subscription.send(++second * 1_000_000, 1, 1);
            decision();
            assembly.tick();
        }
        assertEquals(Condition.RUNNING, state.condition());
    }
}
