package io.millwright.planning.shop;

import io.millwright.planning.shop.Shop.Choice;
import io.millwright.planning.shop.Shop.Closing;
import io.millwright.planning.shop.Shop.Job;
import io.millwright.planning.shop.Shop.Machine;
import io.millwright.planning.shop.Shop.Operation;
import io.millwright.planning.shop.Shop.Placement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * That a step has begun, or is done.
 *
 * @param job its name
 * @param step its name
 * @param machine where
 * @param startedSeconds since 1970 UTC
 * @param endedSeconds since 1970 UTC; {@link Shop#NEVER} while it runs
 */
public record Progress(String job, String step, String machine, long startedSeconds, long endedSeconds) {
    /**
     * Returns what is fixed by what has happened. A step before one that has begun is done, whether or not anybody said so. A step
     * that runs ends when its duration is over, now if that is past; one whose machine broke down meanwhile is to be done again from the start.
     * What names no job, step or machine is left out.
     */
    static List<Placement> fixed(List<Job> jobs, List<Machine> machines, List<Progress> events, long nowSeconds) {
        Map<String, Map<String, Progress>> byJob = new HashMap<>();
        for (Progress each : events) {
            byJob.computeIfAbsent(each.job(), any -> new HashMap<>()).put(each.step(), each);
        }
        Map<String, Integer> numbers = new HashMap<>();
        for (int machine = 0; machine < machines.size(); machine++) {
            numbers.put(machines.get(machine).name(), machine);
        }
        List<Placement> fixed = new ArrayList<>();
        for (int job = 0; job < jobs.size(); job++) {
            Map<String, Progress> own = byJob.get(jobs.get(job).name());
            if (own != null) {
                fixed.addAll(of(job, jobs.get(job), own, numbers, machines, nowSeconds));
            }
        }
        return fixed;
    }

    private static List<Placement> of(
            int number,
            Job job,
            Map<String, Progress> own,
            Map<String, Integer> numbers,
            List<Machine> machines,
            long now) {
        List<Placement> fixed = new ArrayList<>();
        long earliest = now;
        for (int at = job.operations().size() - 1; at >= 0; at--) {
            Operation operation = job.operations().get(at);
            Progress said = own.get(operation.step());
            Integer machine = said == null ? null : numbers.get(said.machine());
            if (machine != null && said.startedSeconds() <= earliest) {
                Placement placement = said.placement(number, at, machine, operation, earliest, fixed.isEmpty());
                if (said.endedSeconds() < Shop.NEVER || !fixed.isEmpty() || !broken(machines.get(machine), placement)) {
                    fixed.add(0, placement);
                    earliest = placement.startSeconds();
                }
            } else if (!fixed.isEmpty()) {
                fixed.add(
                        0, new Placement(number, at, operation.choices().get(0).machine(), earliest, earliest));
            }
        }
        return fixed;
    }

    /**
     * Returns where it was, or is.
     *
     * @param latest now, or when the next step began
     * @param last whether no later step has begun, so that it may run still
     */
    private Placement placement(int number, int at, int machine, Operation operation, long latest, boolean last) {
        if (endedSeconds < Shop.NEVER || !last) {
            return new Placement(
                    number, at, machine, startedSeconds, Math.max(startedSeconds, Math.min(endedSeconds, latest)));
        }
        long takes = operation.leastSeconds();
        for (Choice choice : operation.choices()) {
            takes = choice.machine() == machine ? choice.durationSeconds() : takes;
        }
        return new Placement(number, at, machine, startedSeconds, Math.max(startedSeconds + takes, latest));
    }

    private static boolean broken(Machine machine, Placement running) {
        for (Closing each : machine.closings()) {
            if (each.fromSeconds() < running.endSeconds() && each.untilSeconds() > running.startSeconds()) {
                return true;
            }
        }
        return false;
    }
}
