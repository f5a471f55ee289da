package io.millwright.planning.shop.check;

import io.millwright.planning.shop.Schedule;
import io.millwright.planning.shop.Shop;
import io.millwright.planning.shop.Shop.Choice;
import io.millwright.planning.shop.Shop.Closing;
import io.millwright.planning.shop.Shop.Cost;
import io.millwright.planning.shop.Shop.Job;
import io.millwright.planning.shop.Shop.Operation;
import io.millwright.planning.shop.Shop.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Holds a schedule against its shop: all that is wrong with it is said in words. */
public final class ScheduleCheck {
    private static final int MOST_FAULTS = 20;

    private final Shop shop;
    private final Set<Placement> fixed;
    private final List<String> faults = new ArrayList<>();

    private ScheduleCheck(Shop shop) {
        this.shop = shop;
        this.fixed = new HashSet<>(shop.fixed());
    }

    /**
     * Returns what is wrong, nothing where the schedule can be done as it stands and comes to what it claims; 20 faults at most.
     *
     * @param claimed what the schedule shall come to, null for no claim
     */
    public static List<String> faults(Shop shop, Schedule schedule, Cost claimed) {
        ScheduleCheck check = new ScheduleCheck(shop);
        if (schedule.jobs() != shop.jobs().size()) {
            return List.of("it has " + schedule.jobs() + " jobs instead of "
                    + shop.jobs().size());
        }
        check.jobs(schedule);
        check.fixed(schedule);
        check.machines(schedule);
        if (claimed != null) {
            check.cost(schedule, claimed);
        }
        return List.copyOf(check.faults);
    }

    private void jobs(Schedule schedule) {
        for (int number = 0; number < schedule.jobs(); number++) {
            Job job = shop.jobs().get(number);
            List<Placement> placed = schedule.of(number);
            if (placed.size() != job.operations().size()) {
                say("job " + job.name() + " has " + placed.size() + " operations instead of "
                        + job.operations().size());
                continue;
            }
            long before = job.releaseSeconds();
            for (int at = 0; at < placed.size(); at++) {
                operation(number, at, placed.get(at), before);
                before = placed.get(at).endSeconds();
            }
        }
    }

    private void operation(int number, int at, Placement placement, long before) {
        Job job = shop.jobs().get(number);
        Operation operation = job.operations().get(at);
        String where = "job " + job.name() + ", step " + operation.step();
        if (placement.job() != number || placement.operation() != at) {
            say(where + " stands for another operation");
        }
        if (fixed.contains(placement)) {
            return;
        }
        if (placement.startSeconds() < before) {
            say(where + " begins " + (before - placement.startSeconds()) + " s before it can");
        }
        if (placement.startSeconds() < shop.nowSeconds()) {
            say(where + " begins in the past");
        }
        long takes = placement.endSeconds() - placement.startSeconds();
        boolean fits = false;
        for (Choice choice : operation.choices()) {
            fits |= choice.machine() == placement.machine() && choice.durationSeconds() == takes;
        }
        if (!fits) {
            say(where + " does not take " + takes + " s on machine " + placement.machine());
        }
    }

    private void fixed(Schedule schedule) {
        for (Placement each : shop.fixed()) {
            List<Placement> own = schedule.of(each.job());
            if (each.operation() >= own.size() || !own.get(each.operation()).equals(each)) {
                say("job " + shop.jobs().get(each.job()).name() + ", operation " + (each.operation() + 1)
                        + " is fixed and was moved");
            }
        }
    }

    private void machines(Schedule schedule) {
        List<List<Placement>> byMachine = new ArrayList<>();
        shop.machines().forEach(each -> byMachine.add(new ArrayList<>()));
        for (Placement each : schedule.placements()) {
            if (each.machine() < 0 || each.machine() >= byMachine.size()) {
                say("there is no machine " + each.machine());
            } else {
                byMachine.get(each.machine()).add(each);
            }
        }
        for (int machine = 0; machine < byMachine.size(); machine++) {
            List<Placement> here = byMachine.get(machine);
            here.sort(Comparator.comparingLong(Placement::startSeconds).thenComparingLong(Placement::endSeconds));
            overlaps(machine, here);
            closings(machine, here);
        }
    }

    private void overlaps(int machine, List<Placement> here) {
        Placement latest = null;
        for (Placement each : here) {
            if (latest != null
                    && each.startSeconds() < latest.endSeconds()
                    && !(fixed.contains(each) && fixed.contains(latest))) {
                say("machine " + shop.machines().get(machine).name() + " does two things at " + each.startSeconds());
            }
            if (latest == null || each.endSeconds() > latest.endSeconds()) {
                latest = each;
            }
        }
    }

    private void closings(int machine, List<Placement> here) {
        List<Closing> closings = shop.machines().get(machine).closings();
        int from = 0;
        for (Placement each : here) {
            while (from < closings.size() && closings.get(from).untilSeconds() <= each.startSeconds()) {
                from++;
            }
            boolean crosses = from < closings.size() && closings.get(from).fromSeconds() < each.endSeconds();
            if (crosses && !fixed.contains(each)) {
                say("machine " + shop.machines().get(machine).name() + " works while it is closed, at "
                        + each.startSeconds());
            }
        }
    }

    private void cost(Schedule schedule, Cost claimed) {
        long end = shop.nowSeconds();
        long late = 0;
        for (int number = 0; number < schedule.jobs(); number++) {
            Job job = shop.jobs().get(number);
            for (Placement each : schedule.of(number)) {
                end = Math.max(end, each.endSeconds());
            }
            List<Placement> own = schedule.of(number);
            if (!own.isEmpty() && own.get(own.size() - 1).endSeconds() > job.dueSeconds()) {
                late += (own.get(own.size() - 1).endSeconds() - job.dueSeconds()) * job.weight();
            }
        }
        if (claimed.makespanSeconds() != end - shop.nowSeconds() || claimed.lateSeconds() != late) {
            say("it comes to " + (end - shop.nowSeconds()) + " s and a delay of " + late + " s, not to "
                    + claimed.makespanSeconds() + " s and " + claimed.lateSeconds() + " s");
        }
    }

    private void say(String fault) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(fault);
        }
    }
}
