package io.millwright.planning.energy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.planning.energy.check.PlanCheck;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Loads over days of plans that are made anew at any time: every day's minutes are run, and no block is torn apart. */
class LoadDaysTest {
    private final SiteClock clock = new SiteClock(ZoneId.of("Europe/Berlin"), Set.of());
    private final ShiftableLoad pump = new ShiftableLoad("pump", 40, 12, 24, 88, 4, 3);

    @Test
    void everyDayIsRunWholeHoweverOftenItIsPlannedAnew() {
        Random random = new Random(3);
        LoadDays days = new LoadDays(clock, List.of(pump));
        long first = clock.firstPart(LocalDate.of(2026, 3, 27)) + 80;
        int[] ran = new int[5];
        boolean[] on = new boolean[3 * 96 + 40];
        long due = first;
        for (long part = first; part < first + on.length; part++) {
            if (part == due) {
                EnergyPlan plan = plan(random, part, days.tasks(part, 96));
                assertEquals(List.of(), PlanCheck.broken(plan));
                days.planned(plan);
                due = part + 1 + random.nextInt(24);
            }
            on[(int) (part - first)] = days.runs(0, part);
            int day = (int) (clock.wallClock(part).toLocalDate().toEpochDay()
                    - LocalDate.of(2026, 3, 27).toEpochDay());
            ran[day] += days.runs(0, part) ? 1 : 0;
        }
        // The clock changes on the 29th.
        assertArrayEquals(new int[] {12, 12, 12}, new int[] {ran[1], ran[2], ran[3]});
        int length = 0;
        for (int i = 0; i < on.length; i++) {
            length = i > 0 && on[i] == on[i - 1] ? length + 1 : 1;
            boolean ends = i + 1 < on.length && on[i] != on[i + 1];
            assertTrue(!ends || length >= (on[i] ? 4 : 3) || i < 8, "part " + i);
        }
    }

    private EnergyPlan plan(Random random, long origin, List<LoadTask> tasks) {
        double[] kw = new double[96];
        double[] prices = new double[96];
        for (int i = 0; i < 96; i++) {
            kw[i] = 100 * random.nextDouble();
            prices[i] = random.nextDouble();
        }
        return new EnergyPlanner(0)
                .plan(new Situation(
                        new DayForecast(origin, kw, kw, kw, 0),
                        prices,
                        new int[96],
                        new double[] {200, 200},
                        8,
                        new Battery(10, 10, 1, 1, 0),
                        5,
                        new double[96],
                        tasks));
    }

    @Test
    void afterARestartTheRestOfTheDayIsPlanned() {
        long origin = clock.firstPart(LocalDate.of(2026, 6, 10));
        LoadTask late =
                new LoadDays(clock, List.of(pump)).tasks(origin + 80, 96).get(0);
        assertNull(late.fixed());
        assertEquals(8, late.due());
        assertEquals(
                0,
                new LoadDays(clock, List.of(pump)).tasks(origin + 86, 96).get(0).due(),
                "no block fits any more");
        assertEquals(
                12,
                new LoadDays(clock, List.of(pump)).tasks(origin + 88, 96).get(0).due(),
                "tomorrow's");
    }
}
