package io.millwright.planning.shop;

import java.util.Arrays;

/**
 * What one machine still has to do, with the least time that goes before and after each of it. Tells when all would be done at least if
 * the machine went on with all but one job from some time on. Looked at anew for each contest; not thread-safe.
 */
final class Contest {
    /** More than so many that wait say the same: what is beyond is left out. */
    private static final int MOST = 512;

    private static final int PLACE_BITS = 20;
    private static final int PLACE = (1 << PLACE_BITS) - 1;

    private int[] job = new int[16];
    private long[] head = new long[16];
    private long[] tail = new long[16];
    private double[] work = new double[16];
    private long[] byTail = new long[16];
    private long[] byHead = new long[16];
    private long origin;
    private int count;

    /** Begins anew. @param seconds nothing is before */
    void clear(long seconds) {
        origin = seconds;
        count = 0;
    }

    /** Adds an operation: its job, when it can begin at the earliest, what it takes of the machine, and what comes after it. */
    void add(int itsJob, long earliest, double duration, long after) {
        if (count == MOST) {
            return;
        }
        if (count == job.length) {
            int more = 2 * count;
            job = Arrays.copyOf(job, more);
            head = Arrays.copyOf(head, more);
            tail = Arrays.copyOf(tail, more);
            work = Arrays.copyOf(work, more);
            byTail = new long[more];
            byHead = new long[more];
        }
        job[count] = itsJob;
        head[count] = earliest;
        work[count] = duration;
        tail[count++] = after;
    }

    /** Call it after the last {@link #add}. */
    void sort() {
        for (int at = 0; at < count; at++) {
            byTail[at] = tail[at] << PLACE_BITS | at;
        }
        Arrays.sort(byTail, 0, count);
        for (int rank = 0; rank < count; rank++) {
            // Of equal heads the longer tail is the later one.
            byHead[rank] = head[(int) byTail[rank] & PLACE] - origin << PLACE_BITS | rank;
        }
        Arrays.sort(byHead, 0, count);
    }

    /**
     * Returns the greatest, over sets of operations that can begin late (of those that can begin by {@code end}, that have long tails), of
     * the first beginning, all their durations and the shortest tail.
     *
     * @param end from when on the machine is free
     * @param without a job that is left out
     * @return {@code end} where nothing is left
     */
    double least(long end, int without) {
        double sum = 0;
        long shortest = Shop.NEVER;
        double greatest = 0;
        for (int at = count - 1; at >= 0; at--) {
            int one = (int) byTail[(int) byHead[at] & PLACE] & PLACE;
            if (head[one] <= end) {
                break;
            }
            if (job[one] != without) {
                sum += work[one];
                shortest = Math.min(shortest, tail[one]);
                greatest = Math.max(greatest, head[one] - end + sum + shortest);
            }
        }
        for (int at = count - 1; at >= 0; at--) {
            int one = (int) byTail[at] & PLACE;
            if (head[one] <= end && job[one] != without) {
                sum += work[one];
                shortest = Math.min(shortest, tail[one]);
                greatest = Math.max(greatest, sum + shortest);
            }
        }
        return end + greatest;
    }
}
