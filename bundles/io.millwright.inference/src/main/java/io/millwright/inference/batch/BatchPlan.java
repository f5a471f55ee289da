package io.millwright.inference.batch;

import java.util.Locale;

/**
 * How many rows are computed in one run: the size that was found best, and for fewer rows the sizes that take the least time. Made of
 * measured times; immutable.
 */
public final class BatchPlan {
    /** A size within this share of the best counts as the best: the smallest of them is taken. */
    private static final double NEAR = 0.95;

    /** Batches that give less than a tenth more rows per second are not worth waiting for. */
    private static final double GAIN = 1.1;

    private static final double NANOS_PER_MICRO = 1_000;

    private final long[] nanos;
    private final int tier;
    private final int[] next;

    private BatchPlan(long[] nanos, int tier, int[] next) {
        this.nanos = nanos;
        this.tier = tier;
        this.next = next;
    }

    /** @param nanos what a run of 1, 2, 4, 8, ... rows takes; at least the first, each above 0 */
    public static BatchPlan of(long[] nanos) {
        double best = 0;
        for (int i = 0; i < nanos.length; i++) {
            best = Math.max(best, rate(nanos, i));
        }
        int tier = 0;
        if (best >= GAIN * rate(nanos, 0)) {
            while (rate(nanos, tier) < NEAR * best) {
                tier++;
            }
        }
        return new BatchPlan(nanos.clone(), tier, sizes(nanos, tier));
    }

    private static double rate(long[] nanos, int tier) {
        return (double) (1 << tier) / nanos[tier];
    }

    /** For each number of rows the first of the runs that take the least time together. */
    private static int[] sizes(long[] nanos, int greatestTier) {
        int size = 1 << greatestTier;
        long[] least = new long[size + 1];
        int[] next = new int[size + 1];
        for (int rows = 1; rows <= size; rows++) {
            least[rows] = Long.MAX_VALUE;
            for (int tier = greatestTier; tier >= 0; tier--) {
                long time = nanos[tier] + least[Math.max(0, rows - (1 << tier))];
                if (time < least[rows]) {
                    least[rows] = time;
                    next[rows] = tier;
                }
            }
        }
        return next;
    }

    /** Returns the most rows of one run; 1 where batches do not pay. */
    public int size() {
        return 1 << tier;
    }

    /** Returns how many sizes above 1 are used: 2, 4, ... {@link #size}. */
    public int tiers() {
        return tier;
    }

    /** Returns which size to run first where so many rows wait: 0 for a single row, 1 for 2, 2 for 4 ... It may exceed the rows. */
    public int next(int rows) {
        return next[Math.min(rows, size())];
    }

    /** Returns what a run of {@link #size} rows takes, ns. */
    public long nanos() {
        return nanos[tier];
    }

    /** Says it for a person, with the times that were measured. */
    @Override
    public String toString() {
        if (tier == 0) {
            return "each row by itself, because rows together take as long";
        }
        return String.format(
                Locale.ROOT,
                "up to %d rows together (%.1f µs; one alone %.1f µs)",
                size(),
                nanos[tier] / NANOS_PER_MICRO,
                nanos[0] / NANOS_PER_MICRO);
    }
}
