package io.millwright.planning.stock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.model.ModelException;
import io.millwright.planning.stock.check.StockChecker;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans of orders: sound whatever comes in, chosen on cost and on the past alone, and never worse than the best single way. */
class StockPlannerTest {
    private static StockPlan plan(Consumption consumption, List<Part> parts, QuantileModel model) {
        StockPlan plan = new StockPlanner(Sites.SETTINGS, model).plan(consumption, parts);
        assertEquals(List.of(), StockChecker.check(consumption, parts, plan));
        return plan;
    }

    private static Consumption first(Consumption all, int count) {
        float[] used = new float[all.parts().size() * count];
        for (int part = 0; part < all.parts().size(); part++) {
            System.arraycopy(all.used(), part * all.count(), used, part * count, count);
        }
        return Sites.of(all.parts().size(), count, used);
    }

    /** What a choice comes to in periods that it has not seen: fill, and cost beside that of the best single candidate of the trial, and of them. */
    private static double[] lived(Consumption all, int from, Choice choice, List<Part> parts, QuantileModel model)
            throws ModelException {
        Trial test = new Trial(all, parts, 1, from, all.count(), model);
        int count = test.candidates().size();
        double[][][] levels = new double[DemandClass.values().length][count][];
        double[][][] single = new double[DemandClass.values().length][count][];
        for (DemandClass kind : DemandClass.values()) {
            Arrays.fill(levels[kind.ordinal()], new double[] {choice.of(kind).level()});
            for (int i = 0; i < count; i++) {
                single[kind.ordinal()][i] = new double[] {Safeties.level(choice.safeties()[i])};
            }
        }
        Trial.Tally chosen = test.run(levels, null);
        double held = 0;
        double lost = 0;
        for (DemandClass kind : DemandClass.values()) {
            int at = test.candidates().indexOf(choice.of(kind).candidate());
            held += chosen.held(at, kind.ordinal(), 0);
            lost += chosen.lost(at, kind.ordinal(), 0);
        }
        Trial.Tally singles = test.run(single, null);
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            best = Math.min(best, singles.held(i, 0) + choice.price() * singles.lost(i, 0));
        }
        int expected = test.candidates().indexOf(choice.best());
        double cost = held + choice.price() * lost;
        return new double[] {
            1 - lost / chosen.asked(),
            cost / (singles.held(expected, 0) + choice.price() * singles.lost(expected, 0)),
            cost / best
        };
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.85, 0.9, 0.95})
    void theTargetIsKeptInPeriodsThatNobodyHasSeen(double target) throws ModelException {
        Consumption all = Sites.steady(500, 48, 7);
        List<Part> parts = Sites.plain(all, target);
        Choice choice = plan(first(all, 36), parts, null).main();
        double[] lived = lived(all, 36, choice, parts, null);
        assertTrue(lived[0] >= target - 0.01, "fill " + lived[0]);
        assertTrue(lived[0] <= target + 0.04, "more than was wanted lies there: " + lived[0]);
        assertTrue(lived[1] <= 1.01, "costs " + lived[1] + " of the best single candidate");
        assertTrue(lived[2] <= 1.04, "costs " + lived[2] + " of what only hindsight could know as the best");
    }

    @Test
    void nothingOfTheFutureIsInAChoice() {
        Consumption past = Sites.steady(60, 36, 5);
        Consumption other = Sites.steady(60, 36, 5);
        Arrays.fill(other.used(), 59 * 36, 60 * 36, Float.NaN);
        List<Part> parts = Sites.plain(past, 0.9);
        assertEquals(
                StockDocument.of(plan(past, parts, null)),
                StockDocument.of(plan(past, parts, null)),
                "the same inputs give the same plan");
        assertFalse(StockDocument.of(plan(past, parts, null)).equals(StockDocument.of(plan(other, parts, null))));
    }

    @Test
    void plansAreSoundForAllKindsOfTerms() {
        Consumption consumption = Sites.steady(300, 40, 11);
        for (int i = 0; i < consumption.used().length; i += 13) {
            consumption.used()[i] = Float.NaN;
        }
        StockPlan plan = plan(consumption, Sites.terms(consumption, 0.93), null);
        assertTrue(plan.orders() > 50);
        assertEquals(24, plan.tried());
    }

    @Test
    void whatIsNeverUsedOrNotKnownStopsNothing() {
        float[] none = new float[20 * 30];
        Consumption never = Sites.of(20, 30, none);
        StockPlan plan = plan(never, Sites.plain(never, 0.9), null);
        assertEquals(0, plan.tried(), "without any use nothing can be tried");
        assertFalse(plan.remarks().isEmpty());
        float[] unknown = new float[20 * 30];
        Arrays.fill(unknown, Float.NaN);
        Consumption nothing = Sites.of(20, 30, unknown);
        assertEquals(0, plan(nothing, Sites.plain(nothing, 0.9), null).orders());
    }

    @Test
    void fewPeriodsAreSaidAndPlannedWithout() {
        Consumption few = Sites.steady(30, 5, 3);
        StockPlan plan = plan(few, Sites.plain(few, 0.9), null);
        assertEquals(0, plan.tried());
        assertTrue(
                plan.remarks().get(0).startsWith("Too few periods"),
                plan.remarks().toString());
        assertTrue(plan.orders() > 0);
        assertEquals(List.of(), plan.outcomes());
        plan(Sites.steady(5, 1, 3), Sites.plain(Sites.steady(5, 1, 3), 0.9), null);
    }

    @Test
    void aPartFromFarAwayDoesNotShortenTheTrialOfAll() {
        Consumption consumption = Sites.steady(40, 36, 3);
        List<Part> parts = new java.util.ArrayList<>(Sites.plain(consumption, 0.9));
        parts.set(0, new Part("P0", 0, 0, 24, 1, 0, 1, 0.9));
        StockPlan plan = plan(consumption, parts, null);
        assertEquals(24, plan.tried());
        assertEquals(1, plan.notCounted());
    }

    @Test
    void anInterruptEndsPlanning() {
        Consumption consumption = Sites.steady(40, 36, 3);
        Thread.currentThread().interrupt();
        assertThrows(java.util.concurrent.CancellationException.class, () -> new StockPlanner(Sites.SETTINGS, null)
                .plan(consumption, Sites.plain(consumption, 0.9)));
        assertTrue(Thread.interrupted());
    }

    @Test
    void hugeQuantitiesStayQuantities() {
        Consumption huge = Sites.steady(40, 40, 9);
        for (int i = 0; i < huge.used().length; i++) {
            huge.used()[i] *= 1e8f;
        }
        StockPlan plan = plan(huge, Sites.plain(huge, 0.95), null);
        assertTrue(plan.lines().stream().allMatch(line -> line.quantity() < 1e11));
    }

    @Test
    void aTargetThatNothingKeepsIsSaidAndNotChasedWithoutEnd() {
        float[] used = new float[60 * 36];
        for (int part = 0; part < 60; part++) {
            used[part * 36 + 14 + part % 20] = 40;
        }
        Consumption once = Sites.of(60, 36, used);
        StockPlan plan = plan(once, Sites.plain(once, 0.99), null);
        assertFalse(plan.main().reached());
        double greatest = Safeties.level(Safeties.COUNT - 1);
        assertTrue(plan.main().classes().stream().allMatch(each -> each.level() <= greatest));
        assertTrue(plan.lines().stream().allMatch(line -> line.upTo() <= 400), "no more than ten times a use");
    }

    @Test
    void partsWithoutConsumptionAreNamedNotOrdered() {
        Consumption consumption = Sites.steady(30, 30, 1);
        List<Part> parts =
                new java.util.ArrayList<>(Sites.plain(consumption, 0.9).subList(0, 20));
        parts.add(new Part("unheard of", 0, 0, 2, 1, 0, 1, 0.9));
        StockPlan plan = plan(consumption, parts, null);
        assertEquals(List.of("unheard of"), plan.withoutHistory());
        assertEquals(10, plan.withoutTerms());
        assertThrows(IllegalArgumentException.class, () -> new StockPlanner(Sites.SETTINGS, null)
                .plan(consumption, parts.subList(20, 21)));
    }

    @Test
    void targetsHaveSafetiesOfTheirOwn() {
        Consumption consumption = Sites.steady(200, 40, 2);
        List<Part> parts =
                new java.util.ArrayList<>(Sites.plain(consumption, 0.85).subList(0, 150));
        parts.addAll(Sites.plain(consumption, 0.97).subList(150, 200));
        StockPlan plan = plan(consumption, parts, null);
        assertEquals(
                List.of(0.85, 0.97), plan.choices().stream().map(Choice::target).toList());
        assertTrue(plan.choices().get(0).classes().get(0).level()
                < plan.choices().get(1).classes().get(0).level());
        assertEquals(0.85, plan.main().target());
    }

    /** Says what will be used, which no model can; or a number that has nothing to do with the part. */
    private record Said(Consumption all, double factor, boolean fails) implements QuantileModel {
        @Override
        public int history() {
            return 24;
        }

        @Override
        public int mostPeriods() {
            return 6;
        }

        @Override
        public double[] levels() {
            return new double[] {0.5, 0.9, 0.99};
        }

        @Override
        public void quantities(double[][] histories, int count, int periods, double[][] quantities)
                throws ModelException {
            if (fails) {
                throw new ModelException("it is gone", true);
            }
            for (int row = 0; row < count; row++) {
                double sum = 0;
                for (double used : histories[row]) {
                    sum += Double.isNaN(used) ? 0 : used;
                }
                double mean = sum / 24 * periods;
                for (int i = 0; i < 3; i++) {
                    quantities[row][i] = factor * (mean + (1 + i) * Math.sqrt(mean));
                }
            }
        }

        @Override
        public String title() {
            return "said 1.0.0";
        }
    }

    @Test
    void aModelThatSaysNonsenseDecidesNothing() throws ModelException {
        Consumption all = Sites.steady(300, 48, 4);
        List<Part> parts = Sites.plain(all, 0.9);
        QuantileModel wild = new Said(all, 400, false);
        StockPlan plan = plan(first(all, 36), parts, wild);
        assertTrue(plan.main().classes().stream()
                .noneMatch(each -> each.candidate().safety() == Candidate.Safety.MODEL));
        assertTrue(lived(all, 36, plan.main(), parts, wild)[1] <= 1.01);
    }

    @Test
    void aModelThatFailsIsLeftOutAndSaid() {
        Consumption consumption = Sites.steady(40, 36, 4);
        List<Part> parts = Sites.plain(consumption, 0.9);
        StockPlan plan = plan(consumption, parts, new Said(consumption, 1, true));
        assertTrue(
                plan.remarks().get(0).contains("said 1.0.0 did not answer"),
                plan.remarks().toString());
        assertEquals(plan(consumption, parts, null).lines(), plan.lines());
    }

    @Test
    void theDocumentIsBoundedAndWhole() {
        Consumption consumption = Sites.steady(3_000, 24, 4);
        List<String> names = consumption.parts().stream()
                .map(name -> (name + "\"".repeat(100)).substring(0, 100))
                .toList();
        Consumption named = new Consumption(Periods.MONTH, 600, 24, names, consumption.used(), 0);
        StockPlan plan = plan(named, Sites.plain(named, 0.95), null);
        String document = StockDocument.of(plan);
        assertTrue(document.length() < 1 << 20, document.length() + " characters");
        JsonObject read = Json.parse(document).asObject();
        assertEquals("orders", read.getString("topic", ""));
        assertEquals("2021-12", read.getString("last_period", ""));
        assertEquals(plan.orders(), read.getInt("orders_total", 0));
        assertEquals(
                plan.orders() - StockDocument.MOST_ORDERS, read.getInt("orders_left_out", -1), "the rest is counted");
        assertEquals(1 + plan.orders(), StockDocument.csv(plan).lines().count(), "and stands in the list");
        assertEquals(
                plan.main().singles().size() + 1,
                read.get("choices")
                        .asArray()
                        .get(0)
                        .asObject()
                        .get("policies")
                        .asArray()
                        .size());
    }
}
