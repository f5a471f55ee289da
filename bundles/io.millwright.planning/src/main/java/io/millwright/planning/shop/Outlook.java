package io.millwright.planning.shop;

import io.millwright.planning.shop.Shop.Choice;
import io.millwright.planning.shop.Shop.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What each competing operation would do to the rest of the schedule, in numbers: the inputs of the dispatch policy, in the order of its
 * model.json. Times are in mean durations of the shop's operations. "The bound" is a lower bound of the end: of jobs their next end and the
 * work after it, of machines what they have to do and the shortest tail after it. Not thread-safe.
 */
public final class Outlook {
    /** The numbers, as the policy's model.json names them. */
    public static final List<String> NAMES = List.of(
            "duration",
            "later_start",
            "later_end",
            "own_excess",
            "others_excess",
            "machine_excess",
            "work_after",
            "work_share",
            "operations_after",
            "queued",
            "next_duration",
            "next_free",
            "next_excess",
            "next_queue",
            "this_excess",
            "this_operations",
            "candidates",
            "progress",
            "bottleneck_work",
            "bottleneck_ahead",
            "duration_off",
            "work_off",
            "own_off",
            "jobs_left");

    /** How many there are per candidate. */
    public static final int WIDTH = NAMES.size();

    private static final double EIGHTH = 8;

    private final Dispatch dispatch;
    private final double scale;
    private final int operations;
    private final int longestRoute;
    private int done;

    /** Per machine the operations that it may do, job by job. */
    private final int[][] visitJob;

    private final int[][] visitOperation;
    private final double[][] visitWork;
    private final double[] load;
    private final double[] left;
    private final double[] bound;
    private final int[] queue;
    private final Contest contest = new Contest();
    private int unfinished;

    private double greatestBound;
    private int bottleneck;
    private long longestRemaining;
    private long leastStart;
    private long leastEnd;
    private int longestRest;
    private int nextRest;
    private double durationMean;
    private double workMean;
    private double ownMean;

    Outlook(Dispatch dispatch) {
        this.dispatch = dispatch;
        Shop shop = dispatch.shop();
        operations = shop.operationCount();
        int longest = 1;
        long sum = 0;
        List<List<Visit>> visits = new ArrayList<>();
        shop.machines().forEach(each -> visits.add(new ArrayList<>()));
        load = new double[shop.machines().size()];
        left = new double[load.length];
        bound = new double[load.length];
        queue = new int[load.length];
        for (int job = 0; job < dispatch.jobs(); job++) {
            List<Operation> route = shop.jobs().get(job).operations();
            longest = Math.max(longest, route.size());
            done += dispatch.at(job);
            sum += dispatch.remainingSeconds(job, 0);
            for (int at = dispatch.at(job); at < route.size(); at++) {
                for (Choice each : route.get(at).choices()) {
                    visits.get(each.machine()).add(new Visit(job, at, share(route.get(at), each)));
                    load[each.machine()] += share(route.get(at), each);
                    left[each.machine()] += 1.0 / route.get(at).choices().size();
                }
            }
        }
        longestRoute = longest;
        scale = Math.max((double) sum / operations, 1e-9);
        visitJob = new int[load.length][];
        visitOperation = new int[load.length][];
        visitWork = new double[load.length][];
        for (int machine = 0; machine < bound.length; machine++) {
            List<Visit> here = visits.get(machine);
            visitJob[machine] = here.stream().mapToInt(Visit::job).toArray();
            visitOperation[machine] = here.stream().mapToInt(Visit::operation).toArray();
            visitWork[machine] = here.stream().mapToDouble(Visit::work).toArray();
            bound(machine);
        }
    }

    private record Visit(int job, int operation, double work) {}

    private static double share(Operation operation, Choice choice) {
        return (double) choice.durationSeconds() / operation.choices().size();
    }

    /** Dispatches the next operation of a job, and keeps account. */
    void dispatch(int job) {
        Operation operation = dispatch.next(job);
        for (Choice each : operation.choices()) {
            load[each.machine()] -= share(operation, each);
            left[each.machine()] -= 1.0 / operation.choices().size();
        }
        dispatch.dispatch(job);
        done++;
        for (Choice each : operation.choices()) {
            bound(each.machine());
        }
    }

    private void bound(int machine) {
        long tail = shortestTail(machine);
        bound[machine] = dispatch.freeSeconds(machine) + (tail < Shop.NEVER ? load[machine] + tail : 0);
    }

    /** Returns the least work after an operation that a machine may still do. */
    private long shortestTail(int machine) {
        long least = Shop.NEVER;
        int[] jobs = visitJob[machine];
        for (int at = 0; at < jobs.length; at++) {
            int job = jobs[at];
            int operation = visitOperation[machine][at];
            if (operation >= dispatch.at(job)) {
                least = Math.min(least, dispatch.remainingSeconds(job, operation + 1));
            }
        }
        return least;
    }

    /** Writes the numbers of all that compete. */
    void write(float[] features, int offset) {
        overview();
        compare();
        contest();
        for (int at = 0; at < dispatch.candidateCount(); at++) {
            write(dispatch.candidate(at), features, offset + at * WIDTH);
        }
    }

    private void overview() {
        greatestBound = Double.NEGATIVE_INFINITY;
        longestRemaining = 1;
        unfinished = 0;
        Arrays.fill(queue, 0);
        double jobsEnd = Double.NEGATIVE_INFINITY;
        for (int job = 0; job < dispatch.jobs(); job++) {
            if (dispatch.done(job)) {
                jobsEnd = Math.max(jobsEnd, dispatch.readySeconds(job));
            } else {
                unfinished++;
                queue[dispatch.machine(job)]++;
                long remaining = dispatch.remainingSeconds(job);
                longestRemaining = Math.max(longestRemaining, remaining);
                jobsEnd = Math.max(jobsEnd, dispatch.startSeconds(job) + remaining);
            }
        }
        for (int machine = 0; machine < bound.length; machine++) {
            if (bound[machine] > greatestBound) {
                greatestBound = bound[machine];
                bottleneck = machine;
            }
        }
        greatestBound = Math.max(greatestBound, jobsEnd);
    }

    private void compare() {
        int count = dispatch.candidateCount();
        leastStart = Shop.NEVER;
        leastEnd = Shop.NEVER;
        longestRest = -1;
        nextRest = -1;
        durationMean = 0;
        workMean = 0;
        double ends = 0;
        for (int at = 0; at < count; at++) {
            int job = dispatch.candidate(at);
            leastStart = Math.min(leastStart, dispatch.startSeconds(job));
            leastEnd = Math.min(leastEnd, dispatch.endSeconds(job));
            if (longestRest < 0 || dispatch.remainingSeconds(job) > dispatch.remainingSeconds(longestRest)) {
                nextRest = longestRest;
                longestRest = job;
            } else if (nextRest < 0 || dispatch.remainingSeconds(job) > dispatch.remainingSeconds(nextRest)) {
                nextRest = job;
            }
            durationMean += (double) dispatch.durationSeconds(job) / count;
            workMean += (double) after(job) / count;
            ends += (double) (dispatch.endSeconds(job) - dispatch.shop().nowSeconds()) / count;
        }
        ownMean = ends + workMean;
    }

    private void contest() {
        int machine = dispatch.contested();
        contest.clear(dispatch.shop().nowSeconds());
        int[] jobs = visitJob[machine];
        for (int at = 0; at < jobs.length; at++) {
            int job = jobs[at];
            int operation = visitOperation[machine][at];
            if (operation >= dispatch.at(job)) {
                long tail = dispatch.remainingSeconds(job, operation + 1);
                long before = dispatch.remainingSeconds(job) - dispatch.remainingSeconds(job, operation);
                contest.add(job, dispatch.startSeconds(job) + before, visitWork[machine][at], tail);
            }
        }
        contest.sort();
    }

    private long after(int job) {
        return dispatch.remainingSeconds(job, dispatch.at(job) + 1);
    }

    private void write(int job, float[] to, int offset) {
        int machine = dispatch.contested();
        int at = dispatch.at(job);
        long end = dispatch.endSeconds(job);
        long after = after(job);
        double own = end + after - greatestBound;
        int other = job == longestRest ? nextRest : longestRest;
        to[offset] = scaled(dispatch.durationSeconds(job));
        to[offset + 1] = scaled(dispatch.startSeconds(job) - leastStart);
        to[offset + 2] = scaled(end - leastEnd);
        to[offset + 3] = scaled(own);
        to[offset + 4] = scaled(other < 0 ? own : end + dispatch.remainingSeconds(other) - greatestBound);
        to[offset + 5] = scaled(contest.least(end, job) - greatestBound);
        to[offset + 6] = scaled(after);
        to[offset + 7] = (float) ((double) dispatch.remainingSeconds(job) / longestRemaining);
        to[offset + 8] = (float) ((double) (operationsOf(job).size() - at - 1) / longestRoute);
        to[offset + 9] = scaled(dispatch.startSeconds(job) - dispatch.readySeconds(job));
        next(job, own, to, offset + 10);
        to[offset + 14] = scaled(bound[machine] - greatestBound);
        to[offset + 15] = (float) (left[machine] / dispatch.jobs());
        to[offset + 16] = (float) (dispatch.candidateCount() / EIGHTH);
        to[offset + 17] = (float) ((double) done / operations);
        towardsBottleneck(job, to, offset + 18);
        to[offset + 20] = scaled(dispatch.durationSeconds(job) - durationMean);
        to[offset + 21] = scaled(after - workMean);
        to[offset + 22] = scaled(end - dispatch.shop().nowSeconds() + after - ownMean);
        to[offset + 23] = (float) ((double) unfinished / dispatch.jobs());
    }

    private List<Operation> operationsOf(int job) {
        return dispatch.shop().jobs().get(job).operations();
    }

    /** The operation after it, on the machine that would be free for it first. */
    private void next(int job, double own, float[] to, int offset) {
        int following = dispatch.at(job) + 1;
        if (following == operationsOf(job).size()) {
            to[offset] = 0;
            to[offset + 1] = 0;
            to[offset + 2] = scaled(own);
            to[offset + 3] = 0;
            return;
        }
        long end = dispatch.endSeconds(job);
        Choice best = null;
        long bestEnd = Shop.NEVER;
        for (Choice each : operationsOf(job).get(following).choices()) {
            long then = Math.max(end, dispatch.freeSeconds(each.machine())) + each.durationSeconds();
            if (best == null || then < bestEnd) {
                best = each;
                bestEnd = then;
            }
        }
        to[offset] = scaled(best.durationSeconds());
        to[offset + 1] = scaled(dispatch.freeSeconds(best.machine()) - end);
        to[offset + 2] = scaled(bound[best.machine()] - greatestBound);
        to[offset + 3] = (float) ((double) queue[best.machine()] / unfinished);
    }

    private void towardsBottleneck(int job, float[] to, int offset) {
        to[offset] = 0;
        to[offset + 1] = 0;
        if (bottleneck == dispatch.contested()) {
            return;
        }
        List<Operation> route = operationsOf(job);
        for (int at = dispatch.at(job) + 1; at < route.size(); at++) {
            for (Choice each : route.get(at).choices()) {
                if (each.machine() == bottleneck) {
                    to[offset] = scaled(after(job) - dispatch.remainingSeconds(job, at));
                    to[offset + 1] = 1;
                    return;
                }
            }
        }
    }

    private float scaled(double seconds) {
        return (float) (seconds / scale);
    }
}
