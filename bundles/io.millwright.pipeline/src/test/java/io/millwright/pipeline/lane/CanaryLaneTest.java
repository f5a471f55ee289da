package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.model.ModelException;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.decide.OpenModel;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Some assets of a lane are decided by another model: between two windows, none lost, none twice, and each says by which. */
class CanaryLaneTest {
    private final FakeModel model = FakeModel.sum("a");
    private final FakeModel next = model.next("2.0.0", x -> new double[] {x[0] + 1_000});

    private PipelineHarness fleet() throws Exception {
        return new PipelineHarness(model, "assets", "M[1..3]", "mapping", "*={asset}.*");
    }

    private static OpenModel opened(PipelineHarness h, FakeModel canary) throws Exception {
        return OpenModel.open(PipelineHarness.offer(canary), h.plan, h.configuration.rules(), 3);
    }

    private static String decisions(PipelineHarness h) {
        String text = h.decisions.stream()
                .map(d -> d.asset() + "#" + d.sequence() + " " + (int) d.score() + " " + d.role() + " "
                        + d.model().version())
                .collect(Collectors.joining("\n"));
        h.decisions.clear();
        return text;
    }

    @Test
    void aCanaryTakesItsAssetsOverBetweenTwoWindowsAndGivesThemBack() throws Exception {
        PipelineHarness h = fleet();
        h.play("1.0 M1.a=1 M2.a=2 M3.a=3");
        OpenModel canary = opened(h, next);
        h.lane.offerCanary(canary, asset -> asset.equals("M2"));
        h.play("2.0").play("3.0");
        assertEquals(
                """
                M1#1 1 SERVING 1.0.0
                M2#1 2 SERVING 1.0.0
                M3#1 3 SERVING 1.0.0
                M1#2 1 SERVING 1.0.0
                M3#2 3 SERVING 1.0.0
                M2#2 1002 CANARY 2.0.0
                M1#3 1 SERVING 1.0.0
                M3#3 3 SERVING 1.0.0
                M2#3 1002 CANARY 2.0.0"""
                        .strip(),
                decisions(h));
        assertEquals(2, h.lane.countedOfCanaries().windows());
        assertEquals(7, h.lane.counted().windows());
        h.lane.endCanary();
        h.play("4.0");
        assertEquals(
                """
                M1#4 1 SERVING 1.0.0
                M2#4 2 SERVING 1.0.0
                M3#4 3 SERVING 1.0.0"""
                        .strip(),
                decisions(h));
        assertEquals(List.of(canary), h.released);
        assertEquals(0L, h.counters.asMap().get("windows.lost"));
    }

    @Test
    void aSwapOfTheServingModelLeavesTheCanarysAssetsAlone() throws Exception {
        PipelineHarness h = fleet();
        h.lane.offerCanary(opened(h, next), asset -> asset.equals("M1"));
        h.swap(model.next("1.1.0", x -> new double[] {-x[0]}));
        h.play("1.0 M1.a=1 M2.a=2 M3.a=3");
        assertEquals(
                """
                M2#1 -2 SERVING 1.1.0
                M3#1 -3 SERVING 1.1.0
                M1#1 1001 CANARY 2.0.0"""
                        .strip(),
                decisions(h));
    }

    @Test
    void aCanaryThatFailsCostsItsOwnAssetsAStatementAndIsCounted() throws Exception {
        PipelineHarness h = fleet();
        next.onRun = () -> {
            throw new ModelException("no memory", true);
        };
        h.lane.offerCanary(opened(h, next), asset -> asset.equals("M1"));
        h.play("1.0 M1.a=1 M2.a=2 M3.a=3");
        assertEquals(
                List.of("M2 GOOD", "M3 GOOD", "M1 BAD"),
                h.decisions.stream().map(d -> d.asset() + " " + d.quality()).toList());
        assertEquals(1, h.lane.countedOfCanaries().failures());
        assertEquals(0, h.lane.counted().failures());
    }

    @Test
    void aNumberThatIsNotFiniteCountsAsAFailureOfTheModelAndBadInputsDoNot() throws Exception {
        PipelineHarness h = new PipelineHarness(
                FakeModel.sum("a").next("1.0.0", x -> new double[] {x[0] > 5 ? Double.NaN : x[0]}), "hold.limitMs", 0L);
        h.play("1.0 a=1").play("2.0 a=9").play("3.0 a=@2.5!bad");
        assertEquals(1, h.lane.counted().failures());
        assertEquals(2, h.lane.counted().windows());
    }

    @Test
    void aCanaryThatWasOfferedAndNeverTakenOverIsHandedBack() throws Exception {
        PipelineHarness h = fleet();
        OpenModel canary = opened(h, next);
        h.lane.offerCanary(canary, asset -> true);
        h.lane.endCanary();
        assertEquals(List.of(canary), h.released);
    }
}
