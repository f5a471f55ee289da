package io.millwright.planning.shop.solver;

import io.millwright.planning.shop.BlockedTimes;
import io.millwright.planning.shop.Schedule;
import io.millwright.planning.shop.Shop;
import io.millwright.planning.shop.Shop.Choice;
import io.millwright.planning.shop.Shop.Job;
import io.millwright.planning.shop.Shop.Placement;
import io.millwright.planning.shop.solver.child.Problem;
import io.millwright.planning.shop.solver.child.Problem.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A shop as its process gets it, and the way back.
 *
 * @param shop what it stands for
 * @param problem what crosses
 * @param numbers of the jobs that something is left of
 * @param lateSeconds weighted delays of the others, which nothing changes any more
 */
record SolverProblem(Shop shop, Problem problem, List<Integer> numbers, long lateSeconds) {
    static SolverProblem of(Shop shop, Schedule hint, Solver.Limits limits) {
        long now = shop.nowSeconds();
        Schedule fixed = Schedule.of(shop.jobs().size(), shop.fixed());
        List<Task> tasks = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        long leastEnd = 0;
        long late = 0;
        for (int number = 0; number < shop.jobs().size(); number++) {
            Job job = shop.jobs().get(number);
            int from = fixed.of(number).size();
            if (from > 0) {
                leastEnd = Math.max(leastEnd, fixed.endSeconds(number) - now);
            }
            if (from == job.operations().size()) {
                late += job.lateSeconds(fixed.endSeconds(number));
            } else {
                long ready = Math.max(now, Math.max(job.releaseSeconds(), fixed.endSeconds(number)));
                tasks.add(task(job, from, ready - now, now, hint.of(number)));
                numbers.add(number);
            }
        }
        long[][] blocked = BlockedTimes.fromNow(shop);
        long makespan = shop.cost(hint).makespanSeconds();
        long most =
                Math.max(Math.max(leastEnd, makespan), Math.min(shop.cost(hint).total(), allInTurn(blocked, tasks)));
        Problem problem = new Problem(
                limits.workers(), limits.limitMillis(), 1, leastEnd, most, blocked, tasks.toArray(Task[]::new));
        return new SolverProblem(shop, problem, numbers, late);
    }

    /** Returns an end that suffices in any case: one after the other, once nothing is blocked any more and all are released. */
    private static long allInTurn(long[][] blocked, List<Task> tasks) {
        long end = 0;
        for (long[] each : blocked) {
            end = each.length == 0 ? end : Math.max(end, each[each.length - 1]);
        }
        long work = 0;
        for (Task task : tasks) {
            end = Math.max(end, task.ready());
            for (long[] durations : task.durations()) {
                work += Arrays.stream(durations).max().orElse(0);
            }
        }
        return end + work;
    }

    private static Task task(Job job, int from, long ready, long now, List<Placement> hint) {
        int count = job.operations().size() - from;
        int[][] machines = new int[count][];
        long[][] durations = new long[count][];
        int[] hintChoices = new int[count];
        long[] hintStarts = new long[count];
        for (int at = 0; at < count; at++) {
            List<Choice> choices = job.operations().get(from + at).choices();
            Placement known = hint.get(from + at);
            machines[at] = choices.stream().mapToInt(Choice::machine).toArray();
            durations[at] = choices.stream().mapToLong(Choice::durationSeconds).toArray();
            hintStarts[at] = known.startSeconds() - now;
            for (int choice = 0; choice < machines[at].length; choice++) {
                if (machines[at][choice] == known.machine()) {
                    hintChoices[at] = choice;
                }
            }
        }
        long due = job.dueSeconds() == Shop.NEVER ? Long.MAX_VALUE : job.dueSeconds() - now;
        return new Task(ready, due, job.weight(), machines, durations, hintChoices, hintStarts);
    }

    boolean nothingLeft() {
        return numbers.isEmpty();
    }

    int operations() {
        int count = 0;
        for (Task each : problem.jobs()) {
            count += each.machines().length;
        }
        return count;
    }

    /** Returns the bound of the total cost. */
    long totalBound(long bound) {
        return bound <= 0 ? 0 : bound + lateSeconds;
    }

    /** Returns the schedule, or null if a choice is none. */
    Schedule schedule(int[] choices, long[] starts) {
        List<Placement> placements = new ArrayList<>(shop.fixed());
        int at = 0;
        for (int task = 0; task < numbers.size(); task++) {
            int number = numbers.get(task);
            int count = problem.jobs()[task].machines().length;
            int from = shop.jobs().get(number).operations().size() - count;
            for (int each = 0; each < count; each++, at++) {
                List<Choice> of =
                        shop.jobs().get(number).operations().get(from + each).choices();
                if (choices[at] < 0 || choices[at] >= of.size() || starts[at] < 0 || starts[at] > problem.mostEnd()) {
                    return null;
                }
                Choice choice = of.get(choices[at]);
                long start = shop.nowSeconds() + starts[at];
                placements.add(
                        new Placement(number, from + each, choice.machine(), start, start + choice.durationSeconds()));
            }
        }
        return Schedule.of(shop.jobs().size(), placements);
    }
}
