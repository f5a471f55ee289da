package io.millwright.pipeline.advise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Recommendation.Kind;
import io.millwright.model.Advice;
import io.millwright.model.ModelException;
import io.millwright.pipeline.advise.TestAdvice.Knob;
import io.millwright.pipeline.advise.TestAdvice.Region;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** What a search proposes, and above all what it never does. */
class AdviceSearchTest {
    /** Whatever else the machine has to do. */
    private static final SearchLimits PATIENT = new SearchLimits(SearchLimits.USUAL.candidates(), 60_000);

    private static final SearchLimits SMALL = new SearchLimits(512, 60_000);

    /** Computes a reading and a spread from a row. */
    private record Formula(int batch, ToDoubleFunction<double[]> reading, ToDoubleFunction<double[]> spread)
            implements Scoring {
        @Override
        public void score(double[][] rows, int from, int count, double[] readings, double[] spreads) {
            assertTrue(count <= batch, "more than one call takes");
            for (int i = from; i < from + count; i++) {
                readings[i] = reading.applyAsDouble(rows[i]);
                spreads[i] = spread.applyAsDouble(rows[i]);
            }
        }
    }

    private static Formula certain(ToDoubleFunction<double[]> reading) {
        return new Formula(256, reading, row -> 0);
    }

    private static Advised search(Advice advice, int features, Scoring scoring, SearchLimits limits, double... present)
            throws ModelException {
        AdviceProblem problem = AdviceProblem.of(advice, TestAdvice.names(features));
        return new AdviceSearch(problem, scoring, limits).search(present, 42);
    }

    private static double proposed(Advised advised, int setting) {
        return advised.settings().get(setting).proposed();
    }

    @Test
    void theOptimumWithinReachIsFound() throws ModelException {
        Advised advised = search(
                TestAdvice.raise(Knob.of("a", 0, 10), Knob.of("b", 0, 10)),
                2,
                certain(row -> 1 - Math.pow(row[0] - 5.7, 2) - Math.pow(row[1] - 4.2, 2)),
                PATIENT,
                5,
                5);
        assertEquals(Kind.PROPOSED, advised.kind());
        assertEquals(5.7, proposed(advised, 0), 0.15);
        assertEquals(4.2, proposed(advised, 1), 0.15);
        assertEquals(1, advised.after(), 0.03);
        assertTrue(advised.complete());
    }

    @Test
    void whatLiesBeyondOneStepIsApproachedByOneStep() throws ModelException {
        Advised advised = search(TestAdvice.raise(Knob.of("a", 0, 10)), 1, certain(row -> row[0]), SMALL, 5.0);
        assertEquals(6.5, proposed(advised, 0), 1e-6);
        assertTrue(proposed(advised, 0) - 5 <= 1.5);
    }

    @Test
    void theInsetKeepsAwayFromTheHardLimit() throws ModelException {
        Advised advised = search(TestAdvice.raise(Knob.of("a", 0, 10)), 1, certain(row -> row[0]), SMALL, 9.5);
        assertEquals(9.8, proposed(advised, 0), 1e-6);
        assertTrue(proposed(advised, 0) <= 9.8);
    }

    @Test
    void aSettingInsideTheInsetIsBroughtBack() throws ModelException {
        Advised advised = search(
                TestAdvice.raise(Knob.of("a", 0, 10), Knob.of("b", 0, 10)),
                2,
                certain(row -> row[1] / 10),
                SMALL,
                9.95,
                5);
        assertEquals(Kind.PROPOSED, advised.kind());
        assertTrue(proposed(advised, 0) <= 9.8);
    }

    @Test
    void aSettingFarBeyondItsLimitsGetsNoAdvice() throws ModelException {
        Advised advised = search(TestAdvice.raise(Knob.of("a", 0, 10)), 1, certain(row -> -row[0]), SMALL, 12.0);
        assertEquals(Kind.WITHHELD, advised.kind());
        assertTrue(advised.why().contains("a lies further outside its limits"), advised.why());
    }

    @Test
    void aSmallGainIsNoReasonToChangeAnything() throws ModelException {
        Advised advised = search(TestAdvice.raise(Knob.of("a", 0, 10)), 1, certain(row -> row[0] / 100), SMALL, 5.0);
        assertEquals(Kind.KEEP, advised.kind());
        assertEquals(5, proposed(advised, 0));
        assertFalse(advised.why().isEmpty());
    }

    @Test
    void whereTheModelDoubtsNothingIsProposed() throws ModelException {
        // The reading rises by 0.15 over a step, and two spreads take 0.3 of it.
        Formula doubtful = new Formula(256, row -> row[0] / 10, row -> 0.1 * Math.abs(row[0] - 5));
        assertEquals(
                Kind.KEEP,
                search(TestAdvice.raise(Knob.of("a", 0, 10)), 1, doubtful, SMALL, 5.0)
                        .kind());
    }

    @Test
    void theSupportOfTheTrainingDataIsNotLeft() throws ModelException {
        Region region = new Region(
                List.of("a", "b"), new double[] {5, 5}, new double[][] {{0.04, 0.038}, {0.038, 0.04}}, 0.95, 1);
        Advised advised = search(
                TestAdvice.raise(Knob.of("a", 0, 10), Knob.of("b", 0, 10)).within(region),
                2,
                certain(row -> (row[0] - row[1]) * 0.02 + (row[0] + row[1]) * 0.1),
                PATIENT,
                5,
                5);
        // Both rise together, as in the data; the model's promise for a difference of both is not believed.
        assertTrue(proposed(advised, 0) > 5.2 && proposed(advised, 1) > 5.2);
        assertEquals(proposed(advised, 0), proposed(advised, 1), 0.15);
        assertTrue(proposed(advised, 0) < 5.8);
    }

    @Test
    void outsideTheTrainingDataThereIsNoAdvice() throws ModelException {
        Region region = new Region(List.of("a"), new double[] {5}, new double[][] {{0.01}}, 0.95, 1);
        Advised advised =
                search(TestAdvice.raise(Knob.of("a", 0, 10)).within(region), 1, certain(row -> row[0]), SMALL, 6.0);
        assertEquals(Kind.WITHHELD, advised.kind());
        assertTrue(advised.why().contains("outside what the model was trained with"), advised.why());
    }

    @Test
    void aFollowingFeatureFollowsAndOthersStay() throws ModelException {
        Scoring watching = new Formula(
                256,
                row -> {
                    assertEquals(100 + 2 * (row[0] - 5), row[1], 1e-9);
                    assertEquals(7, row[2]);
                    return row[0];
                },
                row -> 0);
        Advised advised = search(TestAdvice.raise(Knob.of("a", 0, 10).moving("b", 2)), 3, watching, SMALL, 5, 100, 7);
        assertEquals(1, advised.settings().size());
    }

    @Test
    void aSettingThatDoesNotMatterStaysAsItIs() throws ModelException {
        Advised advised = search(
                TestAdvice.raise(Knob.of("a", 0, 10), Knob.of("b", 0, 10)), 2, certain(row -> row[0]), SMALL, 5, 5);
        assertEquals(5, proposed(advised, 1));
    }

    @Test
    void aBandHoldsTheProposalAndEndsWhereTheGainDoes() throws ModelException {
        Advised advised = search(
                TestAdvice.raise(Knob.of("a", 0, 10), Knob.of("b", 0, 10)),
                2,
                certain(row -> Math.min(row[0], 5.5) / 10),
                PATIENT,
                5,
                5);
        Advised.Setting a = advised.settings().get(0);
        // A tenth of the gain of 0.05 may be lost below, at one of 16 points; above, nothing is.
        assertTrue(a.low() >= 5.45 - 1e-9 && a.low() < 5.45 + 2.2 / 16, a.toString());
        assertEquals(6.5, a.high(), 1e-6);
        assertTrue(a.low() <= a.proposed() && a.proposed() <= a.high());
        Advised.Setting b = advised.settings().get(1);
        assertEquals(3.5, b.low(), 1e-6);
        assertEquals(6.5, b.high(), 1e-6);
    }

    @Test
    void nothingIsMovedFurtherThanTheGainNeeds() throws ModelException {
        Advised advised =
                search(TestAdvice.raise(Knob.of("a", 0, 10)), 1, certain(row -> Math.min(row[0], 5.5) / 10), SMALL, 5);
        assertEquals(5.5, proposed(advised, 0), 0.1);
    }

    @Test
    void aTargetIsApproachedFromEitherSide() throws ModelException {
        TestAdvice advice = TestAdvice.raise(Knob.of("a", 0, 10)).towards(5.4);
        assertEquals(5.4, proposed(search(advice, 1, certain(row -> row[0]), SMALL, 5.0), 0), 0.05);
        assertEquals(5.4, proposed(search(advice, 1, certain(row -> row[0]), SMALL, 6.0), 0), 0.05);
    }

    @Test
    void aCostIsLowered() throws ModelException {
        TestAdvice advice = TestAdvice.raise(Knob.of("a", 0, 10)).lowering();
        assertEquals(3.5, proposed(search(advice, 1, certain(row -> row[0]), SMALL, 5.0), 0), 1e-6);
    }

    @Test
    void proposalsAreWhatTheMachineCanBeSetTo() throws ModelException {
        Advised advised = search(
                TestAdvice.raise(Knob.of("a", 0, 1).withResolution(0.1)), 1, certain(row -> row[0]), SMALL, 0.52);
        assertEquals(0.6, proposed(advised, 0), 1e-12);
    }

    @Test
    void aCoarseGridWithoutALineInReachGetsNoAdvice() throws ModelException {
        Advised advised =
                search(TestAdvice.raise(Knob.of("a", 0, 10).withResolution(7)), 1, certain(row -> row[0]), SMALL, 3.0);
        assertEquals(Kind.KEEP, advised.kind());
    }

    @Test
    void theSameInputsGiveTheSameAdvice() throws ModelException {
        Advice advice = TestAdvice.raise(Knob.of("a", 0, 10), Knob.of("b", 0, 10));
        Formula hilly = certain(row -> Math.sin(3 * row[0]) * Math.cos(2 * row[1]));
        assertEquals(search(advice, 2, hilly, SMALL, 5, 5), search(advice, 2, hilly, SMALL, 5, 5));
    }

    @Test
    void theWidthOfABatchChangesNothing() throws ModelException {
        Advice advice = TestAdvice.raise(Knob.of("a", 0, 10), Knob.of("b", 0, 10));
        Formula wide = certain(row -> Math.sin(3 * row[0]) * Math.cos(2 * row[1]));
        Formula one = new Formula(1, wide.reading(), wide.spread());
        assertEquals(search(advice, 2, wide, SMALL, 5, 5), search(advice, 2, one, SMALL, 5, 5));
    }

    @Test
    void candidatesThatTheModelSaysNothingOfAreLeftOut() throws ModelException {
        Advised advised = search(
                TestAdvice.raise(Knob.of("a", 0, 10)),
                1,
                certain(row -> row[0] > 5.5 ? Double.NaN : row[0] > 5.4 ? Double.POSITIVE_INFINITY : row[0]),
                SMALL,
                5.0);
        assertEquals(Kind.PROPOSED, advised.kind());
        assertEquals(5.4, proposed(advised, 0), 0.01);
        assertTrue(advised.unusable() > 0);
    }

    @Test
    void aNegativeSpreadIsNotBelieved() throws ModelException {
        Formula lying = new Formula(256, row -> row[0], row -> row[0] > 5.5 ? -1_000 : 0);
        assertTrue(proposed(search(TestAdvice.raise(Knob.of("a", 0, 10)), 1, lying, SMALL, 5.0), 0) <= 5.5);
    }

    @Test
    void aModelThatSaysNothingGetsNoAdvice() throws ModelException {
        Advice advice = TestAdvice.raise(Knob.of("a", 0, 10));
        Advised never = search(advice, 1, certain(row -> Double.NaN), SMALL, 5.0);
        assertEquals(Kind.WITHHELD, never.kind());
        assertTrue(never.why().contains("of the present settings"), never.why());
        Advised elsewhere = search(advice, 1, certain(row -> row[0] == 5 ? 1 : Double.NaN), SMALL, 5.0);
        assertFalse(elsewhere.kind() == Kind.PROPOSED);
    }

    @Test
    void aMissingFeatureGetsNoAdvice() throws ModelException {
        Advised advised =
                search(TestAdvice.raise(Knob.of("a", 0, 10)), 2, certain(row -> row[0]), SMALL, 5.0, Double.NaN);
        assertEquals(Kind.WITHHELD, advised.kind());
    }

    @Test
    void aSlowModelEndsTheSearchWithinItsBudgetAndItIsTold() throws ModelException {
        AtomicLong now = new AtomicLong();
        Formula slow = new Formula(256, row -> row[0], row -> {
            now.addAndGet(100_000);
            return 0;
        });
        AdviceProblem problem = AdviceProblem.of(TestAdvice.raise(Knob.of("a", 0, 10)), TestAdvice.names(1));
        Advised advised = new AdviceSearch(problem, slow, new SearchLimits(1_000_000, 100), now::get)
                .search(new double[] {5}, 42);
        assertFalse(advised.complete());
        // 0.1 ms per candidate: the budget and the run that was going on.
        assertTrue(now.get() <= 100_000_000 + 25_600_000, now + " ns");
        assertEquals(Kind.PROPOSED, advised.kind());
    }

    @Test
    void aFailureOfTheModelIsTold() {
        Scoring failing = new Scoring() {
            @Override
            public int batch() {
                return 8;
            }

            @Override
            public void score(double[][] rows, int from, int count, double[] readings, double[] spreads)
                    throws ModelException {
                throw new ModelException("out of memory", true);
            }
        };
        assertThrows(ModelException.class, () -> search(TestAdvice.raise(Knob.of("a", 0, 10)), 1, failing, SMALL, 5.0));
    }

    @Test
    void adviceForAnotherModelIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> AdviceProblem.of(TestAdvice.raise(Knob.of("z", 0, 10)), TestAdvice.names(2)));
    }

    /** The promise that matters most: 10,000 searches of all kinds, and not one value outside limits, inset, step or grid. */
    @Test
    void noLimitIsEverViolated() throws ModelException {
        Random random = new Random(7);
        int proposals = 0;
        for (int i = 0; i < 10_000; i++) {
            int count = 1 + random.nextInt(6);
            Knob[] knobs = new Knob[count];
            double[] present = new double[count + 2];
            for (int k = 0; k < count; k++) {
                double min = random.nextGaussian() * 100;
                double range = Math.exp(random.nextGaussian() * 3);
                double step = random.nextInt(4) == 0 ? 1 : 0.01 + 0.3 * random.nextDouble();
                double inset = random.nextBoolean() ? 0.02 : 0;
                double resolution = random.nextBoolean() ? 0 : range / (1 + random.nextInt(300));
                knobs[k] =
                        new Knob(TestAdvice.names(count).get(k), min, min + range, step, inset, resolution, Map.of());
                present[k] = min + range * (1.3 * random.nextDouble() - 0.15);
            }
            double[] slopes = random.doubles(count, -1, 1).toArray();
            Formula steep = certain(row -> {
                double sum = 0;
                for (int k = 0; k < slopes.length; k++) {
                    sum += slopes[k] * (row[k] - knobs[k].min()) / (knobs[k].max() - knobs[k].min());
                }
                return 100 * sum;
            });
            Advised advised = new AdviceSearch(
                            AdviceProblem.of(TestAdvice.raise(knobs), TestAdvice.names(count + 2)), steep, SMALL)
                    .search(present, i);
            if (advised.kind() == Kind.PROPOSED) {
                proposals++;
                for (int k = 0; k < count; k++) {
                    assertWithin(advised.settings().get(k), knobs[k], present[k]);
                }
            }
        }
        assertTrue(proposals > 5_000, proposals + " proposals prove little");
    }

    private static void assertWithin(Advised.Setting setting, Knob knob, double present) {
        double range = knob.max() - knob.min();
        for (double value : new double[] {setting.proposed(), setting.low(), setting.high()}) {
            assertTrue(value >= knob.min() + knob.inset() * range, () -> setting + " of " + knob);
            assertTrue(value <= knob.max() - knob.inset() * range, () -> setting + " of " + knob);
            assertTrue(Math.abs(value - present) <= knob.step() * range, () -> setting + " of " + knob);
        }
        if (knob.resolution() > 0 && setting.proposed() != present) {
            double lines = setting.proposed() / knob.resolution();
            assertEquals(Math.rint(lines), lines, 1e-6, () -> setting + " of " + knob);
        }
        assertTrue(setting.low() <= setting.proposed() && setting.proposed() <= setting.high());
    }

    /** Against a table of the distribution. */
    @Test
    void quantilesOfChiSquareAreRight() {
        double[] known = {3.8415, 5.9915, 7.8147, 9.4877, 11.0705, 12.5916};
        double[] computed = new double[known.length];
        for (int i = 0; i < known.length; i++) {
            computed[i] = ChiSquare.quantile(0.95, i + 1);
        }
        assertArrayEquals(known, computed, 1e-4);
        assertEquals(23.2093, ChiSquare.quantile(0.99, 10), 1e-4);
        assertEquals(79.0819, ChiSquare.quantile(0.95, 60), 1e-4);
    }

    @Test
    void sharesOfTheNormalDistributionAreRight() {
        assertEquals(0.5, NormalShare.below(0), 1e-12);
        assertEquals(0.9750021, NormalShare.below(1.96), 1e-7);
        assertEquals(0.0013499, NormalShare.below(-3), 1e-7);
        assertEquals(1, NormalShare.below(40), 1e-12);
    }
}
