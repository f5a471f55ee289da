package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.model.Aggregate;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.pipeline.FakeFeature;
import io.millwright.pipeline.FakeModel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Features computed on the lane from all samples, not only the last one of a row. */
class ComputedFeatureTest {
    private static FakeModel model(int rows, Feature... features) {
        return FakeModel.of(FakeModel.input("x", ElementType.FLOAT64, rows, List.of(features)));
    }

    private static List<Double> input(FakeModel model) {
        return Arrays.stream(model.opened.get(0).lastInput()).boxed().toList();
    }

    /** A pulse of 50 ms anywhere between two rows of a second. */
    @Test
    void aPulseBetweenTwoRowsIsSeenAThousandTimesOfAThousand() throws Exception {
        PipelineHarness h = new PipelineHarness(model(1, FakeModel.computed("a", Aggregate.MAX, 0, 0)));
        h.play("1.0 a=0");
        Random random = new Random(1);
        int seen = 0;
        for (int second = 2; second <= 1001; second++) {
            double at = second - 1 + 0.001 * (1 + random.nextInt(949));
            h.play(String.format(Locale.ROOT, "%d.0 a=50@%.3f a=0@%.3f", second, at, at + 0.05));
            seen += h.decisions.get(h.decisions.size() - 1).score() == 50 ? 1 : 0;
        }
        assertEquals(1000, seen);
        assertEquals(0, h.counters.unused.get());
    }

    @Test
    void samplesThatAreInNoRowAreCounted() throws Exception {
        PipelineHarness h = new PipelineHarness(FakeModel.sum("a"));
        h.play("1.0 a=0").play("2.0 a=1@1.2 a=2@1.5 a=3@1.9").play("3.0 a=4");
        assertEquals(2, h.counters.unused.get());
    }

    @Test
    void spansAndLagsLookBackOverRowsAndFillBeforeTheFirstDecision() throws Exception {
        FakeModel model = model(
                1,
                FakeModel.computed("a", Aggregate.MEAN, 3000, 0),
                FakeModel.computed("a", Aggregate.LAST, 0, 2000),
                FakeModel.computed("a", Aggregate.DIFFERENCE, 2000, 1000));
        PipelineHarness h = new PipelineHarness(model);
        h.play("1.0 a=1").play("2.0 a=2").play("3.0 a=4");
        h.expect("3.0 ok ok 5.0 GOOD");
        h.play("4.0 a=8@3.2 a=12@4.0");
        // Mean of 2 (at 2.0), 4, 8 and 12; the value at 2.0; the value at 3.0 minus that at 1.0.
        assertEquals(List.of(26 / 4.0, 2.0, 3.0), input(model));
    }

    @Test
    void aSampleForARowThatIsNotClosedCountsForThatRowWheneverItComes() throws Exception {
        FakeModel model = model(1, FakeModel.computed("a", Aggregate.SUM, 0, 0));
        PipelineHarness h = new PipelineHarness(model, "window.latenessMs", 1000L);
        h.play("1.0 a=1@0.9").play("2.5 a=100@2.4 a=10@2.5").play("2.9").play("4.0");
        assertEquals(
                "2.0 0 3.0 110",
                h.decisions.stream()
                        .filter(d -> d.windowEndMicros() > 1_000_000)
                        .map(d -> String.format(Locale.ROOT, "%.1f %.0f", d.windowEndMicros() / 1e6, d.score()))
                        .reduce((a, b) -> a + " " + b)
                        .orElse(""));
    }

    @Test
    void aBadSampleInTheSpanMakesItUncertainAndNothingUsableMakesItBad() throws Exception {
        FakeModel model = model(1, FakeModel.computed("a", Aggregate.MEAN, 0, 0));
        PipelineHarness h = new PipelineHarness(model);
        h.play(
                """
                1.0 a=1
                2.0 a=3@1.5 a=@1.8!bad
                3.0
                4.0 a=5@3.5
                5.0
                """);
        h.expect(
                """
                1.0 ok ok 1.0 GOOD
                2.0 ok ok 3.0 UNCERTAIN tag 'a': Bad_SensorFailure for a part of the time
                3.0 unknown - - BAD tag 'a': Bad_SensorFailure
                4.0 ok ok 5.0 UNCERTAIN tag 'a': Bad_SensorFailure for a part of the time
                5.0 ok ok 5.0 GOOD
                """);
    }

    @Test
    void anOptionalFeatureMayBeMissing() throws Exception {
        FakeModel model = new FakeModel(
                "1.0.0",
                List.of(FakeModel.input(
                        "x",
                        ElementType.FLOAT64,
                        1,
                        List.of(FakeModel.number("a"), FakeModel.number("b").optionally()))),
                new long[] {1, 1},
                x -> new double[] {Double.isNaN(x[1]) ? x[0] : x[0] + x[1]});
        new PipelineHarness(model, "hold.limitMs", 0L)
                .play("1.0 a=1 b=2")
                .play("2.0 b=@1.5!bad")
                .play("3.0 b=5")
                .expect(
                        """
                        1.0 ok ok 3.0 GOOD
                        2.0 ok ok 1.0 GOOD
                        3.0 ok ok 6.0 GOOD
                        """);
    }

    @Test
    void numbersThatStandForCategoriesBecomeTheirIndex() throws Exception {
        FakeFeature grade = FakeModel.text("grade", "raw", "fine", "top").coded(Map.of(10.0, 0, 20.0, 1, 30.0, 2));
        PipelineHarness h = new PipelineHarness(model(1, grade), "hold.limitMs", 0L);
        h.play("1.0 grade=30").play("2.0 grade=20").play("3.0 grade=25@2.5").play("4.0 grade=10");
        h.expect(
                """
                1.0 ok ok 2.0 GOOD
                2.0 ok ok 1.0 GOOD
                3.0 unknown - - BAD tag 'grade': Bad_OutOfRange
                4.0 ok ok 0.0 GOOD
                """);
    }

    @Test
    void nothingIsDecidedWhileTheConditionDoesNotHold() throws Exception {
        PipelineHarness h = new PipelineHarness(FakeModel.sum("a"), "window.onlyWhile", "speed > 10 and mode = 'auto'");
        h.play("1.0 a=1 speed=20 mode='auto'")
                .play("2.0 a=2 speed=10")
                .play("3.0 a=3 speed=11")
                .play("4.0 mode='manual'");
        h.expect("""
                1.0 ok ok 1.0 GOOD
                3.0 ok ok 3.0 GOOD
                """);
        assertEquals(2, h.counters.idle.get());
    }

    /** Two votes with a night between them are no alarm. */
    @Test
    void votesAndHysteresisEndWithTheGap() throws Exception {
        PipelineHarness h = new PipelineHarness(
                FakeModel.sum("a"), "rule.k", 2, "rule.n", 2, "rule.hysteresis", 5.0, "hold.limitMs", 1000L);
        h.play("1.0 a=1").play("2.0 a=1").play("3.0 a=12");
        h.play("36000.0 a=11").play("36001.0 a=1");
        assertEquals(
                "unknown ok ok unknown unknown",
                h.decisions.stream()
                        .map(d -> d.decision())
                        .reduce((a, b) -> a + " " + b)
                        .orElse(""));
    }
}
