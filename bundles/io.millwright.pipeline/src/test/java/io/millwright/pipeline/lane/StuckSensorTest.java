package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Quality;
import io.millwright.model.Reference;
import io.millwright.model.Reference.Spread;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.decide.PipelineDecision;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A sensor that is stuck while others go on makes no decision GOOD, and is named; a machine that rests is no stuck sensor. */
class StuckSensorTest {
    /** Longest rest of a value in training: two rows, so that 5 times as many and 10 more are too many. */
    private static final int LIMIT = 20;

    private FakeModel model = FakeModel.sum("speed", "torque");
    private PipelineHarness lane;
    private int second;

    private void start() throws Exception {
        model.reference = new Reference(
                1_000,
                30,
                List.of(new Spread("speed", List.of(), List.of(), 2), new Spread("torque", List.of(), List.of(), 2)),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                0,
                0);
        lane = new PipelineHarness(model, "hold.limitMs", 0L);
    }

    private PipelineDecision row(double speed, double torque) {
        second++;
        lane.play(second + " speed=" + speed + " torque="
                + (Double.isNaN(torque) ? "@" + (second - 0.5) + "!bad" : torque));
        return lane.decisions.get(lane.decisions.size() - 1);
    }

    @Test
    void theStuckSensorIsNamedAndDecisionsAreUncertain() throws Exception {
        start();
        row(1, 5);
        for (int i = 1; i <= LIMIT; i++) {
            assertEquals(Quality.GOOD, row(1 + i, 5).quality(), i + " rows");
        }
        PipelineDecision decision = row(99, 5);
        assertEquals(Quality.UNCERTAIN, decision.quality());
        assertTrue(decision.reason().startsWith("tag 'torque': has not changed"), decision.reason());
        assertEquals(Quality.GOOD, row(100, 6).quality(), "it changes again");
    }

    @Test
    void aMachineThatRestsIsNoStuckSensor() throws Exception {
        start();
        for (int i = 0; i < 10 * LIMIT; i++) {
            assertEquals(Quality.GOOD, row(0, 0).quality(), i + " rows");
        }
    }

    @Test
    void whatRestsLongerHereThanInTrainingIsKnownFromItsFirstChangeOn() throws Exception {
        start();
        int rows = 0;
        for (; rows <= LIMIT / 2 + 5; rows++) {
            row(rows, 5);
        }
        for (int i = 0; i < 10 * LIMIT; i++) {
            assertEquals(Quality.GOOD, row(rows + i, 6 + i / 50).quality(), i + " rows");
        }
    }

    @Test
    void aStuckSensorTeachesNothing() throws Exception {
        start();
        for (int i = 0; i < 10; i++) {
            for (int n = 0; n <= LIMIT; n++) {
                assertEquals(Quality.GOOD, row(100 * i + n, i).quality(), "after " + i + " times, " + n + " rows");
            }
            assertEquals(Quality.UNCERTAIN, row(99 + 100 * i, i).quality(), "after " + i + " times");
        }
    }

    @Test
    void restsThatGetLongerAndLongerAreNotLearnedForEver() throws Exception {
        start();
        int flagged = 0;
        int rows = 0;
        for (int rest = 10; rest <= 10 * LIMIT; rest += 10) {
            for (int n = 0; n < rest; n++) {
                flagged += row(rows++, rest).quality() == Quality.UNCERTAIN ? 1 : 0;
            }
        }
        assertTrue(flagged > 0);
    }

    /** The machine rests, and a feature is missing all the time, or now and then. */
    @Test
    void aFeatureThatIsMissingIsNoChange() throws Exception {
        model = new FakeModel(
                "1.0.0",
                List.of(FakeModel.input(
                        "x",
                        ElementType.FLOAT64,
                        1,
                        List.of(
                                FakeModel.number("speed"),
                                FakeModel.number("torque").optionally()))),
                new long[] {1, 1},
                x -> new double[] {x[0]});
        start();
        for (int i = 0; i < 10 * LIMIT; i++) {
            PipelineDecision decision = i % 60 < 50 ? row(7, Double.NaN) : row(7, 5);
            assertEquals(Quality.GOOD, decision.quality(), i + " rows: " + decision.reason());
        }
    }

    @Test
    void aModelThatSaysNothingOfItsTrainingDoubtsNothing() throws Exception {
        lane = new PipelineHarness(model);
        for (int i = 0; i < 10 * LIMIT; i++) {
            assertEquals(Quality.GOOD, row(i, 5).quality());
        }
    }
}
