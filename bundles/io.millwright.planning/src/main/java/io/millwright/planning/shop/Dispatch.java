package io.millwright.planning.shop;

import io.millwright.planning.shop.Shop.Choice;
import io.millwright.planning.shop.Shop.Job;
import io.millwright.planning.shop.Shop.Operation;
import io.millwright.planning.shop.Shop.Placement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes an active schedule one operation at a time, as Giffler and Thompson do: of all operations that are next in their jobs take the
 * one that could end first; what could begin on its machine before that end competes with it. An operation that several machines
 * can do is looked at on the one where it would end first. What is fixed stays where it is; closings are kept. Not thread-safe.
 */
final class Dispatch {
    private final Shop shop;
    private final OpenTimes[] open;
    private final long[][] rest;
    private final int[] at;
    private final long[] ready;
    private final long[] free;
    private final int[] choice;
    private final long[] start;
    private final long[] end;
    private final List<List<Placement>> placed = new ArrayList<>();
    private final int[] candidates;
    private int candidateCount;
    private int machine;

    Dispatch(Shop shop) {
        this(shop, OpenTimes.of(shop));
    }

    /** @param open of that shop */
    Dispatch(Shop shop, OpenTimes[] open) {
        this.shop = shop;
        this.open = open;
        int jobs = shop.jobs().size();
        rest = new long[jobs][];
        at = new int[jobs];
        ready = new long[jobs];
        choice = new int[jobs];
        start = new long[jobs];
        end = new long[jobs];
        candidates = new int[jobs];
        free = new long[shop.machines().size()];
        for (int job = 0; job < jobs; job++) {
            rest[job] = rests(shop.jobs().get(job));
            ready[job] = Math.max(shop.nowSeconds(), shop.jobs().get(job).releaseSeconds());
            placed.add(new ArrayList<>(shop.jobs().get(job).operations().size()));
        }
        Arrays.fill(free, shop.nowSeconds());
        fix();
        for (int job = 0; job < jobs; job++) {
            look(job);
        }
        compete();
    }

    private static long[] rests(Job job) {
        long[] rests = new long[job.operations().size() + 1];
        for (int at = rests.length - 2; at >= 0; at--) {
            rests[at] = rests[at + 1] + job.operations().get(at).leastSeconds();
        }
        return rests;
    }

    private void fix() {
        Schedule fixed = Schedule.of(shop.jobs().size(), shop.fixed());
        for (int job = 0; job < at.length; job++) {
            for (Placement each : fixed.of(job)) {
                placed.get(job).add(each);
                at[job]++;
                ready[job] = Math.max(ready[job], each.endSeconds());
            }
        }
    }

    /** Finds where the next operation of a job would end first. */
    private void look(int job) {
        if (done(job)) {
            return;
        }
        List<Choice> choices = next(job).choices();
        end[job] = Shop.NEVER;
        for (int each = 0; each < choices.size(); each++) {
            Choice found = choices.get(each);
            long duration = found.durationSeconds();
            long from = open[found.machine()].fit(Math.max(ready[job], free[found.machine()]), duration);
            if (from + duration < end[job]) {
                choice[job] = each;
                start[job] = from;
                end[job] = from + duration;
            }
        }
    }

    private void compete() {
        int first = -1;
        for (int job = 0; job < at.length; job++) {
            if (!done(job) && (first < 0 || end[job] < end[first])) {
                first = job;
            }
        }
        candidateCount = 0;
        if (first < 0) {
            return;
        }
        machine = machine(first);
        for (int job = 0; job < at.length; job++) {
            if (!done(job) && machine(job) == machine && (start[job] < end[first] || end[job] == end[first])) {
                candidates[candidateCount++] = job;
            }
        }
    }

    /** Leaves of what competes those whose jobs have the most work left, in the order of jobs. */
    void narrow(int most) {
        if (candidateCount <= most) {
            return;
        }
        long[] work = new long[candidateCount];
        for (int at = 0; at < candidateCount; at++) {
            work[at] = remainingSeconds(candidates[at]);
        }
        Arrays.sort(work);
        long least = work[candidateCount - most];
        int equal = most;
        for (int at = candidateCount - most; at < candidateCount; at++) {
            equal -= work[at] > least ? 1 : 0;
        }
        int kept = 0;
        for (int at = 0; at < candidateCount; at++) {
            long own = remainingSeconds(candidates[at]);
            if (own > least || own == least && equal-- > 0) {
                candidates[kept++] = candidates[at];
            }
        }
        candidateCount = kept;
    }

    /** Dispatches the next operation of a job. */
    void dispatch(int job) {
        int onto = machine(job);
        placed.get(job).add(new Placement(job, at[job], onto, start[job], end[job]));
        ready[job] = end[job];
        free[onto] = end[job];
        at[job]++;
        look(job);
        for (int other = 0; other < at.length; other++) {
            if (other != job && !done(other) && mayUse(other, onto)) {
                look(other);
            }
        }
        compete();
    }

    private boolean mayUse(int job, int wanted) {
        for (Choice each : next(job).choices()) {
            if (each.machine() == wanted) {
                return true;
            }
        }
        return false;
    }

    /** Returns how many operations compete; 0 when all are dispatched. */
    int candidateCount() {
        return candidateCount;
    }

    /** Returns the job of a competing operation, in the order of jobs. */
    int candidate(int number) {
        return candidates[number];
    }

    /** Returns the machine that they compete for. */
    int contested() {
        return machine;
    }

    Shop shop() {
        return shop;
    }

    int jobs() {
        return at.length;
    }

    boolean done(int job) {
        return at[job] == rest[job].length - 1;
    }

    /** Returns the place of a job's next operation. */
    int at(int job) {
        return at[job];
    }

    Operation next(int job) {
        return shop.jobs().get(job).operations().get(at[job]);
    }

    int machine(int job) {
        return next(job).choices().get(choice[job]).machine();
    }

    /** Returns since when a job's next operation waits, or will wait. */
    long readySeconds(int job) {
        return ready[job];
    }

    long startSeconds(int job) {
        return start[job];
    }

    long endSeconds(int job) {
        return end[job];
    }

    long durationSeconds(int job) {
        return end[job] - start[job];
    }

    long dueSeconds(int job) {
        return shop.jobs().get(job).dueSeconds();
    }

    /** Returns from when on a machine is free. */
    long freeSeconds(int which) {
        return free[which];
    }

    /** Returns the least work of a job from its next operation on. */
    long remainingSeconds(int job) {
        return rest[job][at[job]];
    }

    /** Returns the least work of a job from an operation on. */
    long remainingSeconds(int job, int operation) {
        return rest[job][operation];
    }

    /** Returns what has been dispatched, and what is fixed. */
    Schedule schedule() {
        return new Schedule(placed);
    }
}
