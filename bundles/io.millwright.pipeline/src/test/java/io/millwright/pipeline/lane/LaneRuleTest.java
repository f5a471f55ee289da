package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.model.ModelException;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.decide.OpenModel;
import io.millwright.pipeline.decide.PipelineDecision;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Threshold, hysteresis, k of n, label sets, sequence numbers, models that come, go and fail. */
class LaneRuleTest {
    /** Plays one score per second and returns the decisions. */
    private static String decisions(PipelineHarness h, double... scores) {
        h.decisions.clear();
        int second = (int) h.counters.rows.get();
        for (double score : scores) {
            second++;
            h.play(second + ".0 a=" + (Double.isNaN(score) ? "NaN" : String.valueOf(score)));
        }
        return h.decisions.stream().map(PipelineDecision::decision).collect(Collectors.joining(" "));
    }

    private static PipelineHarness harness(Object... settings) throws Exception {
        return new PipelineHarness(FakeModel.sum("a"), settings);
    }

    @Test
    void theSecondLabelHoldsFromTheThresholdUpwards() throws Exception {
        assertEquals("ok alarm ok", decisions(harness(), 9.99, 10, 9.99));
        assertEquals("ok alarm ok", decisions(harness("rule.threshold", "20.5"), 20, 20.5, 10));
    }

    @Test
    void hysteresisKeepsTheSecondLabelDownToThresholdMinusHysteresis() throws Exception {
        assertEquals(
                "ok ok alarm alarm alarm ok ok alarm",
                decisions(harness("rule.hysteresis", 2.0), 8, 9, 10, 9, 8, 7.9, 9, 10));
    }

    @Test
    void kOfNChangesTheDecisionWhenKOfTheLastNLabelsAreNew() throws Exception {
        assertEquals(
                "unknown unknown unknown unknown ok alarm alarm alarm alarm alarm ok",
                decisions(harness("rule.k", 3, "rule.n", 5), 1, 1, 11, 11, 1, 11, 11, 11, 1, 1, 1));
    }

    @Test
    void beforeEnoughLabelsTheDecisionIsUnknownAndUncertain() throws Exception {
        harness("rule.k", 2, "rule.n", 2)
                .play("1.0 a=11")
                .play("2.0 a=12")
                .expect(
                        """
                        1.0 unknown alarm 11.0 UNCERTAIN too few labels for the rule's k of n yet
                        2.0 alarm alarm 12.0 GOOD
                        """);
    }

    @Test
    void badWindowsDoNotEnterKOfN() throws Exception {
        assertEquals(
                "unknown ok ok unknown unknown alarm",
                decisions(
                        harness("rule.k", 2, "rule.n", 2, "quality.policy", "flag"),
                        1,
                        1,
                        11,
                        Double.NaN,
                        Double.NaN,
                        11));
    }

    @Test
    void labelsAreTheConfigurationsOrTheModels() throws Exception {
        assertEquals("gut schlecht", decisions(harness("rule.labels", "gut, schlecht"), 1, 11));
        assertEquals("ok alarm", decisions(harness("rule.labels", ""), 1, 11));
    }

    @Test
    void withMoreLabelsTheGreatestElementDecides() throws Exception {
        FakeModel three = new FakeModel(
                "1.0.0",
                List.of(FakeModel.input(
                        "x",
                        ElementType.FLOAT64,
                        1,
                        List.of(FakeModel.number("a"), FakeModel.number("b"), FakeModel.number("c")))),
                new long[] {1, 3},
                x -> x);
        three.readings = List.of(FakeModel.Says.score("a", "b", "c"));
        new PipelineHarness(three, "rule.labels", "cold,warm,hot")
                .play("1.0 a=5 b=2 c=1")
                .play("2.0 b=7")
                .play("3.0 c=9")
                .play("4.0 c=NaN")
                .expect(
                        """
                        1.0 cold cold 5.0 GOOD
                        2.0 warm warm 7.0 GOOD
                        3.0 hot hot 9.0 GOOD
                        4.0 hot hot 9.0 UNCERTAIN tag 'c': Bad_OutOfRange, last Good value held
                        """);
    }

    @Test
    void sequenceNumbersRiseByOneAndChangedMarksChanges() throws Exception {
        PipelineHarness h = harness("hold.limitMs", 0L);
        h.play("1.0 a=1").play("2.0 a=2").play("3.0 a=11").play("4.0 a=NaN").play("5.0 a=11");
        h.play("6.0 a=NaN").play("7.0");
        assertEquals(
                "1 true,2 false,3 true,4 false,5 false,6 false,7 true",
                h.decisions.stream().map(d -> d.sequence() + " " + d.changed()).collect(Collectors.joining(",")));
    }

    @Test
    void severalInputsGetTheirOwnColumnsRowsAndTypes() throws Exception {
        FakeModel model = FakeModel.of(
                FakeModel.input(
                        "history", ElementType.FLOAT32, 2, List.of(FakeModel.number("a"), FakeModel.number("b"))),
                FakeModel.input("now", ElementType.INT32, 1, List.of(FakeModel.text("type", "L", "M"))),
                FakeModel.input("flag", ElementType.BOOL, 1, List.of(FakeModel.number("on"))));
        PipelineHarness h = new PipelineHarness(model);
        h.play("1.0 a=1 b=2 type='L' on=0").play("2.0 a=3 b=4 type='M' on=1");
        assertEquals(
                List.of(1.0, 2.0, 3.0, 4.0, 1.0, 1.0),
                java.util.Arrays.stream(model.opened.get(0).lastInput()).boxed().toList());
        h.expect("2.0 alarm alarm 12.0 GOOD");
    }

    @Test
    void aModelIsSwappedBetweenTwoWindowsAndTheWindowIsKept() throws Exception {
        FakeModel first = FakeModel.rows(2, "a");
        PipelineHarness h = new PipelineHarness(first, "rule.k", 2, "rule.n", 2);
        h.play("1.0 a=1").play("2.0 a=2").play("3.0 a=3");
        OpenModel opened = h.swap(first.next("2.0.0", x -> new double[] {x[0] * 10 + x[1]}));
        h.play("4.0 a=4");
        h.expect(
                """
                2.0 unknown ok 3.0 UNCERTAIN too few labels for the rule's k of n yet
                3.0 ok ok 5.0 GOOD
                4.0 ok alarm 34.0 GOOD
                """);
        assertEquals(1, h.released.size());
        assertEquals(true, first.opened.get(0).closed());
        assertEquals("2.0.0", opened.identity().version());
        assertEquals(1, h.counters.swaps.get());
    }

    /** A local model stands in for a server: each decision tells who made it, and one identity serves all of a model's. */
    @Test
    void everyDecisionNamesTheModelThatStoodIn() throws Exception {
        FakeModel remote = FakeModel.sum("a");
        PipelineHarness h = new PipelineHarness(remote);
        h.play("1.0 a=1");
        remote.standIn = remote.next("0.9.0", x -> x);
        h.play("2.0 a=2").play("3.0 a=3");
        remote.standIn = null;
        h.play("4.0 a=4");
        assertEquals(
                "1.0.0 0.9.0 0.9.0 1.0.0",
                h.decisions.stream().map(d -> d.model().version()).collect(Collectors.joining(" ")));
        assertEquals(true, h.decisions.get(1).model() == h.decisions.get(2).model());
        assertEquals(true, h.decisions.get(0).model() == h.decisions.get(3).model());
    }

    @Test
    void aModelThatWasOfferedAndSupersededIsClosedUnused() throws Exception {
        FakeModel first = FakeModel.sum("a");
        PipelineHarness h = new PipelineHarness(first);
        FakeModel second = first.next("2.0.0", x -> x);
        h.swap(second);
        assertEquals(true, first.opened.get(0).closed());
        h.play("1.0 a=1").expect("1.0 ok ok 1.0 GOOD");
        assertEquals(1, second.opened.get(0).runs());
    }

    @Test
    void aFailedRunIsABadDecisionAndAStateUntilTheNextSuccess() throws Exception {
        FakeModel model = FakeModel.sum("a");
        PipelineHarness h = new PipelineHarness(model);
        model.onRun = () -> {
            throw new ModelException("run took longer than 1000 ms", true);
        };
        h.play("1.0 a=1").expect("1.0 unknown - - BAD the model's run failed: run took longer than 1000 ms");
        assertEquals("the model's run failed: run took longer than 1000 ms", h.lane.runFailure(0));
        assertEquals(List.of(), h.lost);
        model.onRun = () -> {};
        h.play("2.0 a=1").expect("2.0 ok ok 1.0 GOOD");
        assertEquals("", h.lane.runFailure(0));
        assertEquals(1, h.counters.runErrors.get());
    }

    @Test
    void aFailedRunIsNoStateAnyMoreOnceTheInputsAreTheTrouble() throws Exception {
        FakeModel model = FakeModel.sum("a");
        PipelineHarness h = new PipelineHarness(model, "hold.limitMs", 0L);
        model.onRun = () -> {
            throw new ModelException("run took longer than 1000 ms", true);
        };
        h.play("1.0 a=1").play("2.0 a=1!bad").play("3.0");
        assertEquals("", h.lane.runFailure(0));
    }

    @Test
    void aRunnerThatCannotBeUsedAnyMoreIsReported() throws Exception {
        FakeModel model = FakeModel.sum("a");
        PipelineHarness h = new PipelineHarness(model);
        model.onRun = () -> {
            throw new ModelException("the device is gone", false);
        };
        h.play("1.0 a=1");
        assertEquals(List.of("the model's run failed: the device is gone"), h.lost);
        model.opened.get(0).close();
        h.play("2.0 a=1")
                .expect(
                        """
                1.0 unknown - - BAD the model's run failed: the device is gone
                2.0 unknown - - BAD the model's runner is closed: closed
                """);
    }
}
