package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.model.Aggregate;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.pipeline.FakeModel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stands in for a missing value makes the decision UNCERTAIN, is named, and ends when it is too old. */
class ImputedFeatureTest {
    private static PipelineHarness harness(int rows, Feature a, Object... settings) throws Exception {
        return new PipelineHarness(
                FakeModel.of(FakeModel.input("x", ElementType.FLOAT64, rows, List.of(a, FakeModel.number("b")))),
                settings);
    }

    @Test
    void aNumberStandsInOnceTheHoldTimeIsOver() throws Exception {
        PipelineHarness h = harness(1, FakeModel.number("a").imputed(7.5), "hold.limitMs", 1000L);
        h.play("1.0 a=1 b=2")
                .play("2.0 a=!bad")
                .play("3.0")
                .play("4.0")
                .play("5.0 a=3")
                .expect(
                        """
                        1.0 ok ok 3.0 GOOD
                        2.0 ok ok 3.0 UNCERTAIN tag 'a': Bad_SensorFailure, last Good value held
                        3.0 ok ok 3.0 UNCERTAIN tag 'a': Bad_SensorFailure, last Good value held
                        4.0 ok ok 9.5 UNCERTAIN tag 'a': Bad_SensorFailure; imputed: 'a' = 7.5
                        5.0 ok ok 5.0 GOOD
                        """);
        assertEquals(1, h.counters.imputed.get());
    }

    @Test
    void theLastUsableValueStandsInNoLongerThanItsLimit() throws Exception {
        PipelineHarness h = harness(1, FakeModel.number("a").held(3000), "quality.policy", "flag");
        h.play("1.0 a=1 b=2")
                .play("2.0 a=4")
                .play("3.0 a=!bad")
                .play("5.0")
                .play("6.0")
                .play("7.0 a=5")
                .expect(
                        """
                        1.0 ok ok 3.0 GOOD
                        2.0 ok ok 6.0 GOOD
                        3.0 ok ok 6.0 UNCERTAIN tag 'a': Bad_SensorFailure; imputed: 'a' = its last usable value
                        4.0 ok ok 6.0 UNCERTAIN tag 'a': Bad_SensorFailure; imputed: 'a' = its last usable value
                        5.0 ok ok 6.0 UNCERTAIN tag 'a': Bad_SensorFailure; imputed: 'a' = its last usable value
                        6.0 unknown - - BAD tag 'a': Bad_SensorFailure
                        7.0 ok ok 7.0 GOOD
                        """);
    }

    @Test
    void nothingUsableBeforeIsNothingToStandIn() throws Exception {
        harness(1, FakeModel.number("a").held(60_000))
                .play("1.0 a=!bad b=2")
                .expect("1.0 unknown - - BAD tag 'a': Bad_SensorFailure");
    }

    @Test
    void anOptionalFeatureIsNaNWhereNothingStandsIn() throws Exception {
        PipelineHarness h = harness(1, FakeModel.number("a").optionally().held(1000), "quality.policy", "flag");
        h.play("1.0 a=1 b=2").play("2.0 a=!bad").play("3.0");
        assertEquals("UNCERTAIN", h.decisions.get(1).quality().name());
        assertTrue(Double.isNaN(h.decisions.get(2).score()), "the sum with NaN");
        assertFalse(
                h.decisions.get(2).reason().contains("imputed"),
                h.decisions.get(2).reason());
    }

    @Test
    void skipMakesNoDecisionWithAnImputedFeature() throws Exception {
        PipelineHarness h = harness(1, FakeModel.number("a").imputed(0), "quality.policy", "skip");
        h.play("1.0 a=1 b=2").play("2.0 a=!bad").expect("1.0 ok ok 3.0 GOOD");
        assertEquals(1, h.counters.skipped.get());
    }

    @Test
    void flagImputesInsteadOfTheValueAsItCame() throws Exception {
        harness(1, FakeModel.number("a").imputed(3), "quality.policy", "flag")
                .play("1.0 a=1 b=2")
                .play("2.0 a=50!uncertain")
                .play("3.0 a=!bad")
                .expect(
                        """
                        1.0 ok ok 3.0 GOOD
                        2.0 alarm alarm 52.0 UNCERTAIN tag 'a': Uncertain_SensorNotAccurate
                        3.0 ok ok 5.0 UNCERTAIN tag 'a': Bad_SensorFailure; imputed: 'a' = 3.0
                        """);
    }

    @Test
    void aWindowNamesAnImputedRowUntilItHasGone() throws Exception {
        harness(2, FakeModel.range("a", 0, 9).imputed(1), "quality.policy", "flag")
                .play("1.0 a=1 b=0")
                .play("2.0 a=!bad")
                .play("3.0 a=20")
                .play("4.0 a=2")
                .play("5.0 a=2")
                .expect(
                        """
                        2.0 ok ok 2.0 UNCERTAIN tag 'a': Bad_SensorFailure; imputed: 'a' = 1.0
                        3.0 alarm alarm 21.0 UNCERTAIN feature 'a': outside the training range 0.0 to 9.0 K; imputed: 'a' = 1.0
                        4.0 alarm alarm 22.0 UNCERTAIN feature 'a': outside the training range 0.0 to 9.0 K
                        5.0 ok ok 4.0 GOOD
                        """);
    }

    @Test
    void aCategoryStandsInForATextThatNobodyKnows() throws Exception {
        harness(1, FakeModel.text("a", "L", "M", "H").imputed(2), "quality.policy", "flag")
                .play("1.0 a='L' b=1")
                .play("2.0 a='X'")
                .expect(
                        """
                        1.0 ok ok 1.0 GOOD
                        2.0 ok ok 3.0 UNCERTAIN tag 'a': Bad_OutOfRange; imputed: 'a' = H
                        """);
    }

    @Test
    void whatIsComputedIsImputedWhereItIsNotDefined() throws Exception {
        Feature mean = FakeModel.computed("a", Aggregate.MEAN, 1000, 0).held(1000);
        harness(1, mean, "hold.limitMs", 0L)
                .play("1.0 a=1 b=2")
                .play("2.0 a=4@1.5")
                .play("3.0 a=@2.5!bad")
                .play("4.0")
                .expect(
                        """
                        1.0 ok ok 3.0 GOOD
                        2.0 ok ok 6.0 GOOD
                        3.0 ok ok 6.0 UNCERTAIN tag 'a': Bad_SensorFailure; imputed: 'a_MEAN_1000_0' = its last usable value
                        4.0 unknown - - BAD tag 'a': Bad_SensorFailure
                        """);
    }

    /** A clock that goes back would make an old value look young. */
    @Test
    void noValueFromBeforeAClockThatWentBackStandsIn() throws Exception {
        PipelineHarness h = harness(1, FakeModel.number("a").held(60_000), "hold.limitMs", 0L);
        h.play("100.0 a=1 b=2")
                .play("101.0")
                .play("80.0 a=@80.0!bad b=2@80.0")
                .play("81.0")
                .play("102.0");
        assertEquals(1, h.counters.clockRestarts.get());
        assertTrue(
                h.decisions.stream().noneMatch(decision -> decision.reason().contains("imputed")),
                PipelineHarness.text(h.decisions));
    }

    @Test
    void aPartTakesTheValueOfThePartBefore() throws Exception {
        Feature current = FakeModel.computed("current", Aggregate.MEAN, 0, 0).held(10_000);
        PipelineHarness h = new PipelineHarness(
                FakeModel.of(FakeModel.input("x", ElementType.FLOAT64, 1, List.of(current))),
                "window.kind",
                "part",
                "part.open",
                "on = true",
                "hold.limitMs",
                5000L);
        h.play(
                """
                1.0 on=0 current=5
                2.0 on=1 current=6
                3.0 on=0
                4.0 current=!bad
                5.0 on=1
                6.0 on=0
                16.0 on=1
                17.0 on=0
                20.0
                """);
        assertEquals(3, h.decisions.size(), PipelineHarness.text(h.decisions));
        assertEquals(6, h.decisions.get(1).score());
        assertTrue(h.decisions.get(1).reason().endsWith("imputed: 'current_MEAN_0_0' = its last usable value"));
        assertEquals("BAD", h.decisions.get(2).quality().name());
        assertEquals(1, h.counters.imputed.get());
    }
}
