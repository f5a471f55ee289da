package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.FakeModel;
import io.millwright.tag.Tag;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bad, stale or out-of-range data never becomes a Good decision (StatusCode: OPC UA Part 4, 7.39). */
class LaneQualityTest {
    private static PipelineHarness harness(Object... settings) throws Exception {
        return new PipelineHarness(FakeModel.sum("a", "b"), settings);
    }

    @Test
    void holdUsesTheLastGoodValueUpToTheHoldLimitThenBad() throws Exception {
        harness("hold.limitMs", 2000L)
                .play("1.0 a=1 b=2")
                .play("2.0 a=!bad")
                .play("3.0")
                .play("4.0")
                .play("5.0")
                .play("6.0 a=4")
                .expect(
                        """
                        1.0 ok ok 3.0 GOOD
                        2.0 ok ok 3.0 UNCERTAIN tag 'a': Bad_SensorFailure, last Good value held
                        3.0 ok ok 3.0 UNCERTAIN tag 'a': Bad_SensorFailure, last Good value held
                        4.0 ok ok 3.0 UNCERTAIN tag 'a': Bad_SensorFailure, last Good value held
                        5.0 unknown - - BAD tag 'a': Bad_SensorFailure
                        6.0 ok ok 6.0 GOOD
                        """);
    }

    @Test
    void theHoldLimitRunsFromTheFirstBadSampleNotFromTheNewest() throws Exception {
        harness("hold.limitMs", 1000L)
                .play("1.0 a=1 b=2")
                .play("2.0 a=!bad")
                .play("3.0 a=!bad")
                .play("4.0 a=!bad")
                .expect(
                        """
                        1.0 ok ok 3.0 GOOD
                        2.0 ok ok 3.0 UNCERTAIN tag 'a': Bad_SensorFailure, last Good value held
                        3.0 ok ok 3.0 UNCERTAIN tag 'a': Bad_SensorFailure, last Good value held
                        4.0 unknown - - BAD tag 'a': Bad_SensorFailure
                        """);
    }

    @Test
    void theLastGoodValueMayBeInTheSameRowAsTheBadOne() throws Exception {
        harness()
                .play("1.0 a=1 b=2")
                .play("2.0 a=5@1.2 a=@1.6!bad")
                .expect(
                        """
                        1.0 ok ok 3.0 GOOD
                        2.0 ok ok 7.0 UNCERTAIN tag 'a': Bad_SensorFailure, last Good value held
                        """);
    }

    @Test
    void withoutAnyGoodValueThereIsNothingToHold() throws Exception {
        harness().play("1.0 a=!bad b=2").expect("1.0 unknown - - BAD tag 'a': Bad_SensorFailure");
    }

    @Test
    void holdHoldsOverAnUncertainValueToo() throws Exception {
        harness("hold.limitMs", 1000L)
                .play("1.0 a=1 b=2")
                .play("2.0 a=50!uncertain")
                .play("3.0")
                .play("4.0")
                .expect(
                        """
                        1.0 ok ok 3.0 GOOD
                        2.0 ok ok 3.0 UNCERTAIN tag 'a': Uncertain_SensorNotAccurate
                        3.0 ok ok 3.0 UNCERTAIN tag 'a': Uncertain_SensorNotAccurate
                        4.0 unknown - - BAD tag 'a': Uncertain_SensorNotAccurate
                        """);
    }

    @Test
    void skipMakesNoDecisionAndCounts() throws Exception {
        PipelineHarness h = harness("quality.policy", "skip");
        h.play("1.0 a=1 b=2")
                .play("2.0 a=!bad")
                .play("3.0 a=2!uncertain")
                .play("4.0 a=3")
                .expect(
                        """
                        1.0 ok ok 3.0 GOOD
                        4.0 ok ok 5.0 GOOD
                        """);
        assertEquals(2, h.counters.skipped.get());
    }

    @Test
    void flagDecidesWithTheValueAsItCame() throws Exception {
        harness("quality.policy", "flag")
                .play("1.0 a=1 b=2")
                .play("2.0 a=50!uncertain")
                .play("3.0 a=!bad")
                .expect(
                        """
                        1.0 ok ok 3.0 GOOD
                        2.0 alarm alarm 52.0 UNCERTAIN tag 'a': Uncertain_SensorNotAccurate
                        3.0 unknown - - BAD tag 'a': Bad_SensorFailure
                        """);
    }

    @Test
    void aLostConnectionIsBadForEveryPolicyInTheEnd() throws Exception {
        for (String policy : List.of("hold", "flag")) {
            PipelineHarness h = harness("quality.policy", policy, "hold.limitMs", 0L);
            h.play("1.0 a=1 b=2").play("2.0 a=!nocomm b=!nocomm").play("3.0");
            assertEquals("BAD", h.decisions.get(2).quality().name(), policy);
            assertEquals("unknown", h.decisions.get(2).decision(), policy);
        }
    }

    @Test
    void aNumberThatIsNotFiniteIsBadWhateverItsStatus() throws Exception {
        harness("quality.policy", "flag")
                .play("1.0 a=1 b=2")
                .play("2.0 a=NaN")
                .play("3.0 a=Infinity!uncertain")
                .expect(
                        """
                        1.0 ok ok 3.0 GOOD
                        2.0 unknown - - BAD tag 'a': Bad_OutOfRange
                        3.0 unknown - - BAD tag 'a': Bad_OutOfRange
                        """);
    }

    @Test
    void aScoreThatIsNotFiniteIsBad() throws Exception {
        FakeModel model = FakeModel.sum("a").next("1.0.0", x -> new double[] {x[0] < 0 ? Double.NaN : 1 / x[0]});
        new PipelineHarness(model)
                .play("1.0 a=-1")
                .play("2.0 a=0")
                .play("3.0 a=0.5")
                .expect(
                        """
                        1.0 unknown - - BAD the score is not a finite number
                        2.0 unknown - - BAD the score is not a finite number
                        3.0 ok ok 2.0 GOOD
                        """);
    }

    @Test
    void theWorstRowOfAWindowGivesItsQuality() throws Exception {
        PipelineHarness h = new PipelineHarness(FakeModel.rows(3, "a", "b"), "hold.limitMs", 0L);
        h.play("1.0 a=1 b=0")
                .play("2.0 a=!bad")
                .play("3.0 a=1")
                .play("4.0")
                .play("5.0")
                .play("6.0");
        h.expect(
                """
                3.0 ok ok 3.0 UNCERTAIN tag 'a': Bad_SensorFailure, last Good value held
                4.0 ok ok 3.0 UNCERTAIN tag 'a': Bad_SensorFailure, last Good value held
                5.0 ok ok 3.0 GOOD
                6.0 ok ok 3.0 GOOD
                """);
    }

    @Test
    void textsBecomeTheIndexOfTheirCategory() throws Exception {
        PipelineHarness h = new PipelineHarness(FakeModel.of(FakeModel.input(
                "x", ElementType.INT64, 1, List.of(FakeModel.text("type", "L", "M", "H"), FakeModel.number("a")))));
        h.play("1.0 type='L' a=5")
                .play("2.0 type='H'")
                .play("3.0 type=1")
                .expect(
                        """
                        1.0 ok ok 5.0 GOOD
                        2.0 ok ok 7.0 GOOD
                        3.0 ok ok 6.0 GOOD
                        """);
    }

    @Test
    void anUnknownTextIsBadAndNamed() throws Exception {
        PipelineHarness h = new PipelineHarness(
                FakeModel.of(FakeModel.input("x", ElementType.FLOAT32, 1, List.of(FakeModel.text("type", "L", "M")))),
                "hold.limitMs",
                0L);
        h.play("1.0 type='X'").play("2.0 type='l'").play("3.0 type=7").play("4.0 type=0.5");
        assertEquals("; a text that no category has: 'l'", h.intake.asset(0).unknownText());
        h.play("5.0 type='M'")
                .expect(
                        """
                        1.0 unknown - - BAD tag 'type': Bad_OutOfRange
                        2.0 unknown - - BAD tag 'type': Bad_OutOfRange
                        3.0 unknown - - BAD feature 'type': no index of a category, 0 to 1
                        4.0 unknown - - BAD feature 'type': no index of a category, 0 to 1
                        5.0 ok ok 1.0 GOOD
                        """);
        assertEquals("", h.intake.asset(0).unknownText());
    }

    @Test
    void aTextForANumberIsBad() throws Exception {
        harness().play("1.0 a='12' b=1").expect("1.0 unknown - - BAD tag 'a': Bad_TypeMismatch");
    }

    @Test
    void aValueOutsideTheTrainingRangeIsUncertain() throws Exception {
        PipelineHarness h = new PipelineHarness(
                FakeModel.of(FakeModel.input("x", ElementType.FLOAT32, 1, List.of(FakeModel.range("t", 1, 3)))));
        h.play("1.0 t=1")
                .play("2.0 t=3")
                .play("3.0 t=3.5")
                .play("4.0 t=0.5")
                .expect(
                        """
                        1.0 ok ok 1.0 GOOD
                        2.0 ok ok 3.0 GOOD
                        3.0 ok ok 3.5 UNCERTAIN feature 't': outside the training range 1.0 to 3.0 K
                        4.0 ok ok 0.5 UNCERTAIN feature 't': outside the training range 1.0 to 3.0 K
                        """);
    }

    @Test
    void aValueThatTheInputsElementCannotTakeIsBad() throws Exception {
        for (Object[] each : new Object[][] {
            {ElementType.INT32, "3e9", "-2147483648"},
            {ElementType.INT64, "1e19", "-9e18"},
            {ElementType.UINT8, "256", "255"},
            {ElementType.BOOL, "2", "1"},
            {ElementType.BOOL, "0.5", "0"},
            {ElementType.FLOAT32, "1e39", "1e38"}
        }) {
            ElementType type = (ElementType) each[0];
            PipelineHarness h =
                    new PipelineHarness(FakeModel.of(FakeModel.input("x", type, 1, List.of(FakeModel.number("a")))));
            h.play("1.0 a=" + each[1]).play("2.0 a=" + each[2]);
            assertEquals(
                    "BAD feature 'a': value does not fit " + type,
                    h.decisions.get(0).quality() + " " + h.decisions.get(0).reason());
            assertEquals(
                    "GOOD " + (double) Float.parseFloat((String) each[2]),
                    h.decisions.get(1).quality() + " "
                            + (double) (float) h.decisions.get(1).score(),
                    type.name());
        }
    }

    @Test
    void whileAUnitIsWrongNothingIsDecidedAndAfterwardsOldValuesAreForgotten() throws Exception {
        PipelineHarness h = new PipelineHarness(
                FakeModel.of(FakeModel.input("x", ElementType.FLOAT64, 1, List.of(FakeModel.unit("t", "K")))));
        h.describe("t", "K", Tag.Kind.NUMBER);
        h.play("1.0 t=300").expect("1.0 alarm alarm 300.0 GOOD");
        h.describe("t", "°C", Tag.Kind.NUMBER);
        h.play("2.0 t=27").play("3.0").expect("");
        assertEquals(2, h.counters.blocked.get());
        assertEquals(
                "tag 't' delivers °C, but feature 't' expects K; in the connection's tag table set scale=1,"
                        + " offset=273.15, unit=K for this tag (scale and offset apply to the value in °C)",
                h.intake.asset(0).problem().text());
        h.describe("t", "K", Tag.Kind.NUMBER);
        assertNull(h.intake.asset(0).problem());
        h.play("4.0")
                .play("5.0 t=301")
                .expect(
                        """
                        4.0 unknown - - BAD tag 't': Bad_WaitingForInitialData
                        5.0 alarm alarm 301.0 GOOD
                        """);
    }

    @Test
    void aWindowHoldsNoRowInAWrongUnit() throws Exception {
        PipelineHarness h = new PipelineHarness(
                FakeModel.of(FakeModel.input("x", ElementType.FLOAT64, 2, List.of(FakeModel.unit("t", "K")))));
        h.describe("t", "K", Tag.Kind.NUMBER);
        h.play("1.0 t=300").play("2.0 t=300");
        h.decisions.clear();
        h.describe("t", "°C", Tag.Kind.NUMBER);
        h.play("3.0 t=27").play("4.0 t=27");
        h.describe("t", "K", Tag.Kind.NUMBER);
        h.play("5.0 t=302").expect("").play("6.0 t=303");
        assertEquals(1, h.decisions.size());
        assertEquals(2, h.counters.blocked.get());
        assertEquals(1, h.counters.lostWindows.get(), "while the window filled anew");
    }

    /** The table is being compared on one thread while a description arrives on another: the later word holds. */
    @Test
    void whatBlocksIsAskedWhenADecisionIsDue() throws Exception {
        PipelineHarness h = new PipelineHarness(
                FakeModel.of(FakeModel.input("x", ElementType.FLOAT64, 1, List.of(FakeModel.unit("t", "K")))));
        PipelineHarness.FakeTag wrong = new PipelineHarness.FakeTag("t", "°C", Tag.Kind.NUMBER);
        h.intake.tableIs(List.of(), "plc1");
        h.play("1.0 t=1").expect("");
        h.describe("t", "°C", Tag.Kind.NUMBER);
        h.intake.tableIs(List.of(wrong), "plc1");
        h.play("2.0").expect("");
        assertEquals(2, h.counters.blocked.get());
    }

    @Test
    void aTagOfTheWrongKindBlocks() throws Exception {
        PipelineHarness h = harness();
        h.describe("a", "", Tag.Kind.TEXT);
        h.play("1.0 a='x' b=1").expect("");
        assertEquals(
                "Mapping of features to tags: tag 'a' delivers TEXT, but feature 'a' expects a number; map the feature to"
                        + " another tag",
                h.intake.asset(0).problem().text());
    }
}
