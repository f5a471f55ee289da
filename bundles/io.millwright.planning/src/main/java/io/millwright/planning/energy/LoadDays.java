package io.millwright.planning.energy;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which loads are to be planned: each load's next time of day, once all of it lies within the forecast. What was planned for a time that has
 * begun is settled, so that no plan tears a block apart. Not thread-safe.
 */
public final class LoadDays {
    private final SiteClock clock;
    private final List<ShiftableLoad> loads;
    private final List<Set<Long>> settled = new ArrayList<>();

    /** Creates one for these loads. */
    public LoadDays(SiteClock clock, List<ShiftableLoad> loads) {
        this.clock = clock;
        this.loads = List.copyOf(loads);
        for (int load = 0; load < loads.size(); load++) {
            settled.add(new TreeSet<>());
        }
    }

    /** Returns a task per load for a forecast of these parts. */
    public List<LoadTask> tasks(long origin, int length) {
        List<LoadTask> tasks = new ArrayList<>();
        for (int load = 0; load < loads.size(); load++) {
            tasks.add(task(load, origin, length));
        }
        return tasks;
    }

    private LoadTask task(int number, long origin, int length) {
        ShiftableLoad load = loads.get(number);
        LocalDateTime now = clock.wallClock(origin);
        int slot = SiteClock.slotOfDay(now);
        boolean begun = slot > load.from() && slot < load.to();
        if (begun && !settled.get(number).isEmpty()) {
            boolean[] fixed = new boolean[length];
            for (int i = 0; i < length; i++) {
                fixed[i] = settled.get(number).contains(origin + i);
            }
            return new LoadTask(load, new boolean[length], 0, fixed);
        }
        LocalDate day = slot >= load.to() ? now.toLocalDate().plusDays(1) : now.toLocalDate();
        boolean[] allowed = new boolean[length];
        int places = 0;
        for (int i = 0; i < length; i++) {
            LocalDateTime time = clock.wallClock(origin + i);
            int at = SiteClock.slotOfDay(time);
            allowed[i] = time.toLocalDate().equals(day) && at >= load.from() && at < load.to();
            places += allowed[i] ? 1 : 0;
        }
        long last = day.toEpochDay() * MeterParts.DAY + load.to() - 1;
        boolean whole = clock.slot(origin + length - 1) >= last;
        int due = Math.min(load.parts(), places);
        return new LoadTask(load, allowed, whole && due >= load.leastOn() ? due : 0, null);
    }

    /** Takes over what a plan says of the loads; what earlier plans said of parts before it stays. */
    public void planned(EnergyPlan plan) {
        long origin = plan.situation().forecast().origin();
        for (int load = 0; load < loads.size(); load++) {
            Set<Long> parts = settled.get(load);
            parts.removeIf(part -> part >= origin || part < origin - MeterParts.DAY);
            for (int i = 0; i < plan.on()[load].length; i++) {
                if (plan.on()[load][i]) {
                    parts.add(origin + i);
                }
            }
        }
    }

    /** Whether a load shall run in a part, by the plans that were taken over. */
    public boolean runs(int load, long part) {
        return settled.get(load).contains(part);
    }
}
