package io.millwright.planning.energy;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Which loads are to be planned: each load's next time of day, once all of it lies within the forecast. Once its time of day has begun, a
 * load runs as the approved plans say, and as soon as it may where there is none; so no plan tears a block apart. Immutable but for the
 * plans that are followed.
 */
public final class LoadDays {
    private final SiteClock clock;
    private final List<ShiftableLoad> loads;
    private final FollowedPlans followed;

    /** Creates one for these loads. */
    public LoadDays(SiteClock clock, List<ShiftableLoad> loads, FollowedPlans followed) {
        this.clock = clock;
        this.loads = List.copyOf(loads);
        this.followed = followed;
    }

    /** Returns the loads. */
    public List<ShiftableLoad> loads() {
        return loads;
    }

    /** Returns a task per load for a forecast of these parts. */
    public List<LoadTask> tasks(long origin, int length) {
        List<LoadTask> tasks = new ArrayList<>();
        for (ShiftableLoad load : loads) {
            tasks.add(task(load, origin, length));
        }
        return tasks;
    }

    private LoadTask task(ShiftableLoad load, long origin, int length) {
        LocalDateTime now = clock.wallClock(origin);
        int slot = SiteClock.slotOfDay(now);
        if (slot > load.from() && slot < load.to()) {
            boolean[] fixed = new boolean[length];
            Day today = day(load, now.toLocalDate());
            for (int i = 0; i < length; i++) {
                fixed[i] = today.runs(origin + i);
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

    /** A load's time of one day: parts from the first one on, and in which of them it runs. */
    private record Day(long first, boolean[] on) {
        boolean runs(long part) {
            return part >= first && part < first + on.length && on[(int) (part - first)];
        }
    }

    private Day day(ShiftableLoad load, LocalDate day) {
        long midnight = day.toEpochDay() * MeterParts.DAY;
        long first = clock.part(midnight + load.from());
        boolean[] on = new boolean[(int) (clock.part(midnight + load.to()) - first)];
        int done = 0;
        for (int i = 0; i < on.length; i++) {
            FollowedPlan plan = followed.at(first + i);
            on[i] = plan == null || !plan.knows(load.name()) ? done < load.parts() : plan.runs(load.name(), first + i);
            done += on[i] ? 1 : 0;
        }
        return new Day(first, on);
    }

    /** Whether a load runs in a part, by the plans that were approved, else as soon as it may. */
    public boolean runs(ShiftableLoad load, long part) {
        return day(load, clock.wallClock(part).toLocalDate()).runs(part);
    }

    /** Returns for how many parts in a row before this one a load has run that day. */
    public int ranFor(ShiftableLoad load, long part) {
        Day day = day(load, clock.wallClock(part).toLocalDate());
        int ran = 0;
        while (day.runs(part - ran - 1)) {
            ran++;
        }
        return ran;
    }

    /** Returns the power of all loads together in parts from one on, by the plans that were approved, else as soon as they may run. */
    public double[] kw(long from, int length) {
        double[] kw = new double[length];
        LocalDate day = clock.wallClock(from).toLocalDate();
        LocalDate last = clock.wallClock(from + Math.max(0, length - 1)).toLocalDate();
        for (; !day.isAfter(last); day = day.plusDays(1)) {
            for (ShiftableLoad load : loads) {
                Day runs = day(load, day);
                long end = Math.min(from + length, runs.first() + runs.on().length);
                for (long part = Math.max(from, runs.first()); part < end; part++) {
                    kw[(int) (part - from)] += runs.runs(part) ? load.kw() : 0;
                }
            }
        }
        return kw;
    }
}
