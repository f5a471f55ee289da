package io.millwright.pipeline.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Quality;
import io.millwright.form.Diagnosis;
import io.millwright.model.ModelException;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.Bound;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.FakeSource;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.lane.PipelineHarness;
import io.millwright.pipeline.state.Condition;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A model comes, goes, changes and fails, while the pipeline goes on as far as it can. */
class AssemblyModelTest extends AssemblyHarness {
    @Test
    void aModelOfTheSamePlanIsSwappedWithoutTouchingTheSubscription() throws Exception {
        FakeSource.Subscription subscription = running();
        subscription.send(1_000_000, 1, 1);
        decision();
        FakeModel next = model.next("2.0.0", x -> new double[] {100});
        assembly.model(PipelineHarness.offer(next));
        await(() -> model.opened.get(0).closed(), "old runner closed");
        subscription.send(2_000_000, 1, 1);
        PipelineDecision decision = decision();
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

    /** Training ranges differ from version to version; they are no reason to start the window anew. */
    @Test
    void aRetrainedModelIsSwappedAndItsTrainingRangeHolds() throws Exception {
        FakeModel first =
                FakeModel.of(FakeModel.input("x", ElementType.FLOAT64, 2, List.of(FakeModel.range("a", 0, 10))));
        FakeModel second =
                FakeModel.of(FakeModel.input("x", ElementType.FLOAT64, 2, List.of(FakeModel.range("a", 0, 100))));
        assembly.configure(configuration());
        assembly.source(offer(source));
        assembly.model(PipelineHarness.offer(first));
        FakeSource.Subscription subscription = source.subscribed();
        subscription.send(1_000_000, 1);
        subscription.send(2_000_000, 20);
        assertEquals(
                "feature 'a': outside the training range 0.0 to 10.0 K",
                decision().reason());
        assembly.model(PipelineHarness.offer(second));
        await(() -> first.opened.get(0).closed(), "old runner closed");
        assertFalse(subscription.closed());
        subscription.send(3_000_000, 20);
        decision();
        subscription.send(4_000_000, 20);
        assertEquals(Quality.GOOD, decision().quality());
        subscription.send(5_000_000, 101);
        assertEquals(
                "feature 'a': outside the training range 0.0 to 100.0 K",
                decision().reason());
        assertEquals(0, counters.lostWindows.get());
    }

    @Test
    void aModelOfAnotherPlanLosesTheWindowsUntilItsOwnIsFull() throws Exception {
        running().send(1_000_000, 1, 1);
        decision();
        assembly.model(PipelineHarness.offer(FakeModel.rows(3, "a", "b")));
        FakeSource.Subscription second = source.subscribed();
        for (int k = 2; k <= 4; k++) {
            second.send(k * 1_000_000L, 1, 1);
        }
        assertEquals(4_000_000, decision().windowEndMicros());
        assertEquals(2, counters.lostWindows.get());
    }

    @Test
    void aModelThatDoesNotFitLeavesTheOneBeforeServing() throws Exception {
        FakeSource.Subscription subscription = running();
        subscription.send(1_000_000, 1, 1);
        decision();
        FakeModel image = FakeModel.of(new FakeModel.Spec("image", ElementType.UINT8, new long[] {-1, 4}, List.of()));
        assembly.model(PipelineHarness.offer(image));
        awaitState(Condition.MODEL_UPDATE_REFUSED);
        assertTrue(state.text().contains("fake 1.0.0 keeps deciding; "), state.text());
        subscription.send(2_000_000, 1, 1);
        decision();
    }

    /** By whatever road the package came: the model that serves says it. */
    @Test
    void a4ARefusedUpdateOfThePackageIsToldWhileTheModelDecidesAndWhileNothingDecides() throws Exception {
        FakeSource.Subscription subscription = running();
        assembly.updateRefused(new Diagnosis("model bundle x 1.1.0 refused: onnx.sha256", "build the bundle again"));
        awaitState(Condition.WAITING_FOR_VALUES);
        await(() -> state.text().contains("x 1.1.0 refused"), "told while values are waited for");
        subscription.send(1_000_000, 1, 1);
        decision();
        awaitState(Condition.MODEL_UPDATE_REFUSED);
        assertEquals("model bundle x 1.1.0 refused: onnx.sha256; build the bundle again", state.text());
        assertEquals("build the bundle again", state.now().remedy());
        assembly.updateRefused(Diagnosis.NONE);
        awaitState(Condition.RUNNING);
        assertEquals(1, model.opened.size());
    }

    @Test
    void a4WhereTheModelIsMissingWhatBecameOfItIsSaid() {
        assembly.models(
                () -> new Diagnosis("model bundle x 1.0.0 refused: onnx.sha256", "build the bundle again"),
                () -> Diagnosis.of("the gateway has y 1.0.0"));
        assembly.configure(configuration());
        assembly.source(offer(source));
        awaitState(Condition.MODEL_MISSING);
        assertEquals("model bundle x 1.0.0 refused: onnx.sha256; build the bundle again", state.text());
        assertEquals(State.Severity.WARNING, state.now().severity());
    }

    /** Each model that comes to a gateway with many is no news of the one that is missing. */
    @Test
    void whereNothingIsKnownOfTheMissingModelTheOthersAreNamedAndTheirComingIsNoNews() throws Exception {
        AtomicReference<String> others = new AtomicReference<>("y 1.0.0");
        assembly.models(() -> Diagnosis.NONE, () -> Diagnosis.of("the gateway has " + others.get()));
        assembly.configure(configuration());
        assembly.source(offer(source));
        awaitState(Condition.MODEL_MISSING);
        assertTrue(state.text().contains("also: the gateway has y 1.0.0; choose"), state.text());
        long since = state.now().sinceMicros();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(30));
        others.set("y 1.0.0, z 1.0.0");
        assembly.tick();
        assertTrue(state.text().contains("also: the gateway has y 1.0.0, z 1.0.0; choose"), state.text());
        assertEquals(since, state.now().sinceMicros());
    }

    @Test
    void theAssetsThatAreDecidedOnArePartsWithTheirStates() throws Exception {
        FakeSource.Subscription subscription = running();
        subscription.send(1_000_000, 1, 1);
        decision();
        assembly.tick();
        Supervised asset = assembly.assets().get(0);
        assertEquals(
                "p1 asset RUNNING",
                asset.pid() + " " + asset.kind() + " " + asset.state().code());
        assertEquals(1L, asset.counters().get("decisions"));
        assembly.close();
        assertEquals(List.of(), assembly.assets());
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
        assertTrue(failed.await(Bound.SECONDS, TimeUnit.SECONDS));
        awaitState(Condition.MODEL_UNUSABLE);
        assertEquals(
                "model fake 1.0.0 cannot be opened: out of memory; give the gateway more memory, or use a smaller model; it is"
                        + " tried again",
                state.text());
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
        for (PipelineDecision decision : publishing.decisions) {
            assertEquals(++sequence, decision.sequence());
            assertEquals(sequence * 1_000_000, decision.windowEndMicros());
        }
        assertEquals(0, counters.bugs.get());
    }
}
