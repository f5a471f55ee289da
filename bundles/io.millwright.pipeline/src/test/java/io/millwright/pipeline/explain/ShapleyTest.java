package io.millwright.pipeline.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Explanation.Method;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Shapley values against what they have to be: the axioms, closed forms, and each way against the other. */
class ShapleyTest {
    private static final double EXACT = 1e-9;
    private static final long SEED = 7;

    /** Products and a saturating output: nothing about it is linear. */
    private static final ToDoubleFunction<double[]> CURVED =
            x -> Math.tanh(x[0] * x[1] + 0.5 * x[2]) + (x[3] > 0 ? x[4] : -x[0]);

    private final Random random = new Random(3);

    private double[][] rows(int count, int columns) {
        double[][] rows = new double[count][columns];
        for (double[] row : rows) {
            Arrays.setAll(row, i -> random.nextGaussian());
        }
        return rows;
    }

    private FunctionScores curved() {
        return new FunctionScores(rows(1, 6)[0], rows(32, 6), CURVED);
    }

    private static void assertAddsUp(FunctionScores scores, Attribution found) {
        assertEquals(scores.output(), found.output(), EXACT);
        assertEquals(scores.expected(), found.expected(), EXACT);
        double sum = Arrays.stream(found.amounts()).sum();
        assertEquals(scores.output() - scores.expected(), sum, EXACT);
    }

    @Test
    void exactAmountsAddUpToTheOutputLessItsMean() throws Exception {
        FunctionScores scores = curved();
        Attribution found = ExactShapley.of(scores, scores.allRows());
        assertAddsUp(scores, found);
        assertEquals(Method.SHAPLEY_EXACT, found.method());
        assertEquals(64 * 32, found.runs());
        assertEquals(1, found.done());
        assertEquals(0, Arrays.stream(found.errors()).max().orElse(1), "the whole background leaves no error");
    }

    @Test
    void aFeatureThatTheModelIgnoresContributesNothing() throws Exception {
        FunctionScores scores = curved();
        assertEquals(0, ExactShapley.of(scores, scores.allRows()).amounts()[5], EXACT);
        assertEquals(0, SampledShapley.of(scores, scores.allRows(), SEED).amounts()[5], EXACT);
    }

    @Test
    void featuresThatPlayTheSamePartContributeTheSame() throws Exception {
        double[][] background = rows(32, 4);
        for (double[] row : background) {
            row[1] = row[0];
        }
        FunctionScores scores =
                new FunctionScores(new double[] {2, 2, 1, -1}, background, x -> x[0] * x[1] + x[2] * (x[0] + x[1]));
        double[] amounts = ExactShapley.of(scores, scores.allRows()).amounts();
        assertEquals(amounts[0], amounts[1], EXACT);
    }

    @Test
    void aLinearModelHasItsClosedForm() throws Exception {
        double[] weights = {3, -2, 0.5, 1, 0};
        ToDoubleFunction<double[]> linear = x -> {
            double sum = 1;
            for (int i = 0; i < weights.length; i++) {
                sum += weights[i] * x[i];
            }
            return sum;
        };
        double[] explained = rows(1, 5)[0];
        double[][] background = rows(20, 5);
        FunctionScores scores = new FunctionScores(explained, background, linear);
        double[] exact = ExactShapley.of(scores, scores.allRows()).amounts();
        double[] sampled = SampledShapley.of(scores, scores.allRows(), SEED).amounts();
        for (int i = 0; i < weights.length; i++) {
            int column = i;
            double mean = Arrays.stream(background)
                    .mapToDouble(row -> row[column])
                    .average()
                    .orElseThrow();
            double closed = weights[i] * (explained[i] - mean);
            assertEquals(closed, exact[i], EXACT);
            assertEquals(closed, sampled[i], EXACT);
        }
    }

    @Test
    void sampledAmountsComeNearTheExactOnesAndTellTheirError() throws Exception {
        for (int trial = 0; trial < 20; trial++) {
            FunctionScores scores = curved();
            Attribution exact = ExactShapley.of(scores, scores.allRows());
            Attribution sampled = SampledShapley.of(scores, scores.allRows(), trial);
            assertAddsUp(scores, sampled);
            assertEquals(1, sampled.done());
            for (int i = 0; i < 6; i++) {
                double off = Math.abs(sampled.amounts()[i] - exact.amounts()[i]);
                assertTrue(off <= 5 * sampled.errors()[i] + EXACT, "trial " + trial + ", feature " + i + ": " + off);
            }
        }
    }

    @Test
    void equalSeedsGiveEqualAmounts() throws Exception {
        FunctionScores scores = curved();
        double[] first = SampledShapley.of(scores, scores.allRows(), SEED).amounts();
        assertEquals(
                Arrays.toString(first),
                Arrays.toString(
                        SampledShapley.of(scores, scores.allRows(), SEED).amounts()));
    }

    @Test
    void anExactOneThatIsCutShortAddsUpOverTheRowsThatWereDone() throws Exception {
        FunctionScores scores = curved();
        scores.budget = 64 * 5 + 13;
        Attribution found = ExactShapley.of(scores, scores.allRows());
        assertEquals(5, found.backgroundRows());
        assertEquals(5 / 32.0, found.done());
        assertEquals(
                found.output() - found.expected(),
                Arrays.stream(found.amounts()).sum(),
                EXACT);
        assertTrue(Arrays.stream(found.errors()).max().orElse(0) > 0, "a part of the background leaves an error");
    }

    @Test
    void aSampledOneThatIsCutShortAddsUpAndSaysHowFarItCame() throws Exception {
        FunctionScores scores = curved();
        scores.budget = 33 + 10 * 5;
        scores.batch = 10;
        Attribution found = SampledShapley.of(scores, scores.allRows(), SEED);
        assertAddsUp(scores, found);
        assertTrue(found.done() > 0 && found.done() < 1, "done " + found.done());
    }

    @Test
    void noTimeAtAllIsARefusalAndNotAnEmptyExplanation() {
        FunctionScores scores = curved();
        scores.budget = 20;
        assertThrows(NotExplained.class, () -> ExactShapley.of(scores, scores.allRows()));
        scores.scored = 0;
        assertThrows(NotExplained.class, () -> SampledShapley.of(scores, scores.allRows(), SEED));
    }

    @Test
    void outputsThatAreNoNumbersAreNotExplained() {
        FunctionScores scores =
                new FunctionScores(new double[] {1, 1}, new double[][] {{0, 0}}, x -> x[0] == x[1] ? 1 : Double.NaN);
        assertThrows(NotExplained.class, () -> ExactShapley.of(scores, new int[] {0}));
        assertThrows(NotExplained.class, () -> SampledShapley.of(scores, new int[] {0}, SEED));
    }

    @Test
    void aSingleFeatureContributesAllOfIt() throws Exception {
        FunctionScores scores = new FunctionScores(new double[] {3}, new double[][] {{1}, {2}}, x -> x[0] * x[0]);
        assertEquals(6.5, ExactShapley.of(scores, scores.allRows()).amounts()[0], EXACT);
        assertEquals(6.5, SampledShapley.of(scores, scores.allRows(), SEED).amounts()[0], EXACT);
    }

    @Test
    void aPlanIsExactWhileThatIsAffordableAndPutsFeaturesTogetherWhereNothingElseIs() {
        assertEquals(new Plan(Method.SHAPLEY_EXACT, 6, 32, true), Plan.of(6, 256, 100_000));
        assertEquals(new Plan(Method.SHAPLEY_EXACT, 6, 20, true), Plan.of(6, 20, 100_000));
        Plan dear = Plan.of(6, 256, 500);
        assertEquals(Method.SHAPLEY_SAMPLED, dear.method());
        assertFalse(dear.whole(), "with more time it would be exact");
        Plan many = Plan.of(11, 256, 1e9);
        assertEquals(Method.SHAPLEY_SAMPLED, many.method());
        assertTrue(many.whole());
        Plan slow = Plan.of(100, 256, 200);
        assertTrue(slow.players() < 20 && slow.players() >= 2 && !slow.whole(), slow.toString());
        assertEquals(2, Plan.of(100, 256, 1).players());
        assertEquals(1, Plan.of(1, 1, 1).players());
    }
}
