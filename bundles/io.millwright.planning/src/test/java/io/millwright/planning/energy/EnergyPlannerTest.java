package io.millwright.planning.energy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.planning.energy.EnergyPlan.Solved;
import io.millwright.planning.energy.check.PlanCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Plans of made days, held against the definition by a check that shares no code with the planner. */
class EnergyPlannerTest {
    private static final int PARTS = 96;
    private final EnergyPlanner planner = new EnergyPlanner(0.3);

    @Test
    void plansOfMadeDaysBreakNothingAndCostNoMoreThanNothing() {
        Random random = new Random(5);
        int optimal = 0;
        for (int i = 0; i < 25; i++) {
            Situation situation = made(random, i);
            EnergyPlan plan = planner.plan(situation);
            assertEquals(List.of(), PlanCheck.broken(plan), "day " + i);
            assertEquals(List.of(), PlanCheck.broken(SimplePlans.byPrice(situation)), "day " + i);
            optimal += plan.solved() == Solved.OPTIMAL ? 1 : 0;
            if (situation.loads().isEmpty()
                    && Arrays.stream(situation.reserveKwh()).sum() == 0) {
                EnergyPlan careless = new EnergyPlanner(0).plan(situation);
                double nothing = PlanCheck.cost(SimplePlans.nothing(situation));
                assertTrue(PlanCheck.cost(careless) <= nothing + 1e-3, "day " + i);
                assertTrue(
                        PlanCheck.cost(careless) <= PlanCheck.cost(SimplePlans.byPrice(situation)) + 1e-3, "day " + i);
            }
        }
        assertTrue(optimal >= 24, optimal + " of 25 were solved");
    }

    private static Situation made(Random random, int number) {
        double[] kw = new double[PARTS];
        double[] prices = new double[PARTS];
        int[] months = new int[PARTS];
        for (int i = 0; i < PARTS; i++) {
            kw[i] = number % 7 == 6 ? 0 : 20 + 300 * random.nextDouble();
            prices[i] = number % 5 == 4 ? -0.05 : i / 32 * 0.1;
            months[i] = number % 3 == 2 && i > 50 ? 1 : 0;
        }
        double[] upper = Arrays.stream(kw).map(one -> one * 1.2).toArray();
        Battery battery = new Battery(number % 6 == 5 ? 0 : 200, 100, 0.9, 0.95, 0.02);
        double[] reserve = new double[PARTS];
        Arrays.fill(reserve, number % 4 == 3 ? 120 : 0);
        List<LoadTask> loads = new ArrayList<>();
        if (number % 2 == 1) {
            boolean[] allowed = new boolean[PARTS];
            Arrays.fill(allowed, 10, 80, true);
            loads.add(new LoadTask(new ShiftableLoad("pump", 40, 12, 10, 80, 3, 2), allowed, 12, null));
            loads.add(new LoadTask(new ShiftableLoad("kiln", 80, 20, 10, 80, 20, 1), allowed, 20, null));
        }
        double stored = battery.capacityKwh() * random.nextDouble();
        DayForecast forecast = new DayForecast(0, kw, kw, upper, 0);
        return new Situation(forecast, prices, months, new double[] {200, 150}, 8, battery, stored, reserve, loads);
    }

    @Test
    void theCheckFindsWhatIsBroken() {
        Situation situation = made(new Random(1), 1);
        EnergyPlan plan = planner.plan(situation);
        assertBroken("the battery has", plan, copy -> copy.chargeKw()[3] = 101);
        assertBroken("stored, the battery holds", plan, copy -> copy.storedKwh()[5] = 201);
        assertBroken("make", plan, copy -> copy.storedKwh()[95] += 1);
        assertBroken("due are", plan, copy -> Arrays.fill(copy.on()[0], false));
        assertBroken("where it may not", plan, copy -> copy.on()[0][0] = true);
        assertBroken("the least are", plan, copy -> {
            Arrays.fill(copy.on()[0], false);
            for (int i = 0; i < 12; i++) {
                copy.on()[0][12 + 2 * i] = true;
            }
        });
        assertBroken("fed into the grid", plan, copy -> {
            situation.forecast().kw()[7] = 1;
            copy.on()[0][7] = false;
            copy.on()[1][7] = false;
            copy.chargeKw()[7] = -90;
        });
    }

    private interface Change {
        void in(EnergyPlan copy);
    }

    private static void assertBroken(String what, EnergyPlan plan, Change change) {
        boolean[][] on = Arrays.stream(plan.on()).map(boolean[]::clone).toArray(boolean[][]::new);
        EnergyPlan copy = new EnergyPlan(
                plan.situation(),
                plan.chargeKw().clone(),
                plan.storedKwh().clone(),
                on,
                plan.ceilingsKw(),
                plan.solved());
        change.in(copy);
        String found = String.join("; ", PlanCheck.broken(copy));
        assertTrue(found.contains(what), what + " is not in: " + found);
    }

    @Test
    void aLoadRunsWhenPowerIsCheapAndMakesNoPeakOfItsOwn() {
        double[] kw = new double[PARTS];
        Arrays.fill(kw, 100);
        Arrays.fill(kw, 0, 20, 290);
        double[] prices = new double[PARTS];
        Arrays.fill(prices, 0.2);
        Arrays.fill(prices, 0, 30, 0.05);
        boolean[] allowed = new boolean[PARTS];
        Arrays.fill(allowed, true);
        LoadTask task = new LoadTask(new ShiftableLoad("oven", 50, 16, 0, 96, 4, 4), allowed, 16, null);
        Situation situation = new Situation(
                new DayForecast(0, kw, kw, kw, 0),
                prices,
                new int[PARTS],
                new double[] {300, 300},
                8,
                new Battery(0, 0, 1, 1, 0),
                0,
                new double[PARTS],
                List.of(task));
        boolean[] on = planner.plan(situation).on()[0];
        int cheap = 0;
        for (int i = 0; i < PARTS; i++) {
            assertFalse(on[i] && i < 20, "part " + i + " would be the peak");
            cheap += on[i] && i < 30 ? 1 : 0;
        }
        assertEquals(10, cheap);
    }

    @Test
    void whatIsSettledStays() {
        boolean[] fixed = new boolean[PARTS];
        fixed[40] = true;
        LoadTask task = new LoadTask(new ShiftableLoad("pump", 40, 12, 0, 96, 3, 2), new boolean[PARTS], 0, fixed);
        double[] flat = new double[PARTS];
        Arrays.fill(flat, 10);
        Situation situation = new Situation(
                new DayForecast(0, flat, flat, flat, 0),
                flat,
                new int[PARTS],
                new double[] {100, 100},
                8,
                new Battery(10, 10, 1, 1, 0),
                5,
                new double[PARTS],
                List.of(task));
        assertTrue(planner.plan(situation).on()[0][40]);
    }

    @Test
    void absurdSituationsAreRefusedByName() {
        double[] flat = new double[PARTS];
        double[] wrong = flat.clone();
        wrong[9] = Double.NaN;
        Battery battery = new Battery(10, 10, 1, 1, 0);
        DayForecast forecast = new DayForecast(0, flat, flat, flat, 0);
        refused("price NaN", () -> situation(forecast, wrong, battery, 5));
        refused("stored_kwh -3.0", () -> situation(forecast, flat, battery, -3));
        refused("forecast NaN", () -> situation(new DayForecast(0, wrong, flat, flat, 0), flat, battery, 5));
        refused("battery.capacity_kwh NaN", () -> new Battery(Double.NaN, 1, 1, 1, 0));
        refused("battery.charge_efficiency 0.0", () -> new Battery(1, 1, 0, 1, 0));
        refused("Load x, kw -4.0", () -> new ShiftableLoad("x", -4, 1, 0, 96, 1, 1));
        refused("Load x, minutes 1500.0", () -> new ShiftableLoad("x", 4, 100, 0, 96, 1, 1));
        refused(
                "due 2 parts",
                () -> new LoadTask(new ShiftableLoad("x", 4, 2, 0, 96, 1, 1), new boolean[PARTS], 2, null));
    }

    private static Situation situation(DayForecast forecast, double[] prices, Battery battery, double stored) {
        return new Situation(
                forecast, prices, new int[PARTS], new double[2], 8, battery, stored, new double[PARTS], List.of());
    }

    private static void refused(String part, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
