package io.millwright.planning.energy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Plan;
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

    private Plan approved;

    @Test
    void everyDayIsRunWholeHoweverOftenItIsPlannedAnew() {
        Random random = new Random(3);
        FollowedPlans followed = new FollowedPlans(() -> approved);
        LoadDays days = new LoadDays(clock, List.of(pump), followed);
        long first = clock.firstPart(LocalDate.of(2026, 3, 27)) + 80;
        int[] ran = new int[5];
        boolean[] on = new boolean[3 * 96 + 40];
        long due = first;
        for (long part = first; part < first + on.length; part++) {
            if (part == due) {
                EnergyPlan plan = plan(random, part, days.tasks(part, 96));
                assertEquals(List.of(), PlanCheck.broken(plan));
                approved = ApprovedPlan.of(plan, part);
                followed.refresh();
                due = part + 1 + random.nextInt(24);
            }
            on[(int) (part - first)] = days.runs(pump, part);
            int day = (int) (clock.wallClock(part).toLocalDate().toEpochDay()
                    - LocalDate.of(2026, 3, 27).toEpochDay());
            ran[day] += days.runs(pump, part) ? 1 : 0;
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
    void whatNobodyApprovedIsNotFollowedAndTheLoadRunsAsSoonAsItMay() {
        LoadDays days = new LoadDays(clock, List.of(pump), new FollowedPlans(() -> null));
        long midnight = clock.firstPart(LocalDate.of(2026, 6, 10));
        assertEquals(12, days.tasks(midnight + 24, 96).get(0).due(), "its time is about to begin");
        LoadTask begun = days.tasks(midnight + 30, 96).get(0);
        for (int i = 0; i < 96; i++) {
            assertEquals(i < 6, begun.fixed()[i], "part " + i);
        }
        assertEquals(12, days.tasks(midnight + 88, 96).get(0).due(), "tomorrow's");
        assertEquals(6, days.ranFor(pump, midnight + 30));
        double[] kw = days.kw(midnight - 96, 3 * 96);
        assertEquals(3 * 12 * 40, java.util.Arrays.stream(kw).sum(), 1e-9);
        assertEquals(40, kw[96 + 24]);
    }

    @Test
    void aTaskSaysWhereTheHoursOfItsLoadLie() {
        LoadDays days = new LoadDays(clock, List.of(pump), new FollowedPlans(() -> null));
        long midnight = clock.firstPart(LocalDate.of(2026, 6, 10));
        assertEquals(LoadTask.Hours.WITHIN, days.tasks(midnight + 24, 96).get(0).hours());
        LoadTask over = days.tasks(midnight + 40, 96).get(0);
        assertEquals(LoadTask.Hours.BEGUN, over.hours());
        assertFalse(over.fixed()[0], "it has run");
        assertEquals(LoadTask.Hours.BEYOND, days.tasks(midnight + 88, 48).get(0).hours());
    }

    @Test
    void fromTheApprovalOnThePlanIsFollowedAndAfterItsEndWhatIsStillDueRunsAtOnce() {
        long midnight = clock.firstPart(LocalDate.of(2026, 6, 10));
        boolean[] late = new boolean[96];
        java.util.Arrays.fill(late, 70, 82, true);
        EnergyPlan plan = plan(new Random(1), midnight, List.of(new LoadTask(pump, new boolean[96], 0, late)));
        FollowedPlans followed = new FollowedPlans(() -> approved);
        LoadDays days = new LoadDays(clock, List.of(pump), followed);
        approved = ApprovedPlan.of(plan, midnight + 26, midnight + 74);
        followed.refresh();
        assertTrue(days.runs(pump, midnight + 25), "before the approval");
        assertFalse(days.runs(pump, midnight + 26), "from the approval on");
        assertTrue(days.runs(pump, midnight + 70));
        // Two before, four by the plan, six are left when its time is over.
        assertTrue(days.runs(pump, midnight + 79));
        assertFalse(days.runs(pump, midnight + 80));
    }
}
