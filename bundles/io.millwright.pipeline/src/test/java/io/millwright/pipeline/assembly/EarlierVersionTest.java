package io.millwright.pipeline.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.form.Diagnosis;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.FakeSource;
import io.millwright.pipeline.lane.PipelineHarness;
import io.millwright.pipeline.state.Condition;
import java.util.List;
import org.junit.jupiter.api.Test;

/** After a restart the version that decided before is there beside the present one, which nobody has taken over yet. */
class EarlierVersionTest extends AssemblyHarness {
    private static final FakeModel NO_FIT =
            FakeModel.of(new FakeModel.Spec("image", ElementType.UINT8, new long[] {-1, 4}, List.of()));

    private FakeSource.Subscription restartedWith(FakeModel present) throws InterruptedException {
        assembly.earlierVersions(chosen ->
                chosen.name().equals(model.name()) && !present.equals(model) ? PipelineHarness.offer(model) : null);
        assembly.configure(configuration());
        assembly.source(offer(source));
        assembly.model(PipelineHarness.offer(present));
        return source.subscribed();
    }

    private void refused() {
        await(
                () -> {
                    assembly.tick();
                    return state.condition() == Condition.MODEL_UPDATE_REFUSED;
                },
                Condition.MODEL_UPDATE_REFUSED);
    }

    @Test
    void f6AMisfitAndARestartOfTheGatewayLeaveTheVersionBeforeDecidingWithTheSameWarning() throws Exception {
        FakeSource.Subscription subscription = running();
        subscription.send(1_000_000, 1, 1);
        decision();
        assembly.model(PipelineHarness.offer(NO_FIT));
        awaitState(Condition.MODEL_UPDATE_REFUSED);
        String before = state.text();
        assembly.noModel(false, Diagnosis.of("the gateway restarts"));
        awaitState(Condition.MODEL_MISSING);
        FakeSource.Subscription after = restartedWith(NO_FIT);
        after.send(2_000_000, 1, 1);
        assertEquals("1.0.0", decision().model().version());
        refused();
        assertEquals(before, state.text());
        after.send(3_000_000, 1, 1);
        assertEquals("1.0.0", decision().model().version());
        assertTrue(NO_FIT.opened.isEmpty());
    }

    @Test
    void f6AMisfitThatOnlyTheTagsTellIsFoundAfterARestartAsWell() throws Exception {
        FakeModel needsMore = FakeModel.sum("a", "c");
        FakeSource.Subscription subscription = restartedWith(needsMore);
        subscription.send(1_000_000, 1, 1);
        decision();
        refused();
        assertTrue(state.text().contains("feature 'c' has no tag 'c'"), state.text());
        subscription.send(2_000_000, 1, 1);
        decision();
        assertTrue(needsMore.opened.isEmpty());
    }

    /** After an update that went well, no decision of the old version comes after a restart. */
    @Test
    void aPresentVersionWithTheSameInputsDecidesAtOnce() throws Exception {
        FakeModel next = model.next("2.0.0", x -> new double[] {0});
        FakeSource.Subscription subscription = restartedWith(next);
        subscription.send(1_000_000, 1, 1);
        assertEquals("2.0.0", decision().model().version());
        assertTrue(model.opened.isEmpty());
    }

    @Test
    void aPresentVersionWithOtherInputsThatFitTakesOverAfterTheFirstDecision() throws Exception {
        FakeModel next = FakeModel.sum("b");
        FakeSource.Subscription subscription = restartedWith(next);
        assembly.tick();
        openerIsIdle();
        assertTrue(next.opened.isEmpty());
        subscription.send(1_000_000, 1, 1);
        decision();
        threads.watch(assembly::tick);
        FakeSource.Subscription own = source.subscribed();
        assertEquals(List.of("b"), own.names);
        own.send(2_000_000, 12);
        assertEquals("alarm", decision().decision());
        assertTrue(subscription.closed());
        assertEquals(1, model.opened.size());
    }

    /** Whoever has changed the mapping for the present version is not held by the one before. */
    @Test
    void anEarlierVersionThatDoesNotFitIsPassedOver() throws Exception {
        assembly.earlierVersions(chosen -> PipelineHarness.offer(NO_FIT));
        FakeSource.Subscription subscription = running();
        subscription.send(1_000_000, 1, 1);
        assertEquals("1.0.0", decision().model().version());
        assembly.tick();
        awaitState(Condition.RUNNING);
    }

    @Test
    void anEarlierVersionWhoseTagsAreGoneMakesRoomBeforeItHasDecided() throws Exception {
        FakeModel gone = FakeModel.sum("a", "gone");
        assembly.earlierVersions(chosen -> PipelineHarness.offer(gone));
        assembly.configure(configuration());
        assembly.source(offer(source));
        assembly.model(PipelineHarness.offer(model));
        assertEquals(List.of("a", "gone"), source.subscribed().names);
        threads.watch(assembly::tick);
        source.subscribed().send(1_000_000, 1, 1);
        decision();
        await(() -> gone.opened.get(0).closed(), "earlier version closed");
    }
}
