package io.millwright.supervision;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often a stage took how long: counts of durations by size, in steps of 1, 2 and 5 from 100 µs to 100 s, and their sum. A record costs
 * two additions, allocates nothing and waits for nobody. Thread-safe.
 */
public final class Durations {
    private static final long LEAST_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final int DECADES = 6;
    private static final long[] BOUNDS_NANOS = bounds();

    private final String stage;
    private final String text;
    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS_NANOS.length + 1);
    private final AtomicLong sumNanos = new AtomicLong();

    /**
     * Creates it without any duration.
     *
     * @param stage its name, lower-case letters, which no other one of the component has
     * @param text from what to what is measured, for people
     */
    public Durations(String stage, String text) {
        this.stage = Objects.requireNonNull(stage);
        this.text = Objects.requireNonNull(text);
    }

    private static long[] bounds() {
        long[] bounds = new long[3 * DECADES + 1];
        long decade = LEAST_NANOS;
        for (int i = 0; i + 1 < bounds.length; i += 3) {
            bounds[i] = decade;
            bounds[i + 1] = 2 * decade;
            bounds[i + 2] = 5 * decade;
            decade *= 10;
        }
        bounds[bounds.length - 1] = decade;
        return bounds;
    }

    /** Returns the upper ends of the buckets but the last, which has none; nanoseconds, rising, a fresh array. */
    public static long[] boundsNanos() {
        return BOUNDS_NANOS.clone();
    }

    /** Returns the stage's name. */
    public String stage() {
        return stage;
    }

    /** Returns from what to what is measured, for people. */
    public String text() {
        return text;
    }

    /** Counts a duration; one below 0, which two clocks may say, is 0. */
    public void record(long nanos) {
        long taken = Math.max(0, nanos);
        int found = Arrays.binarySearch(BOUNDS_NANOS, taken);
        counts.getAndIncrement(found < 0 ? -found - 1 : found);
        sumNanos.getAndAdd(taken);
    }

    /** Returns how many durations were in each bucket, its upper end included; the last bucket holds what is longer than all. */
    public long[] counts() {
        long[] now = new long[counts.length()];
        for (int i = 0; i < now.length; i++) {
            now[i] = counts.get(i);
        }
        return now;
    }

    /** Returns the sum of all durations, nanoseconds; asked for behind {@link #counts} it may have more, never less. */
    public long sumNanos() {
        return sumNanos.get();
    }
}
