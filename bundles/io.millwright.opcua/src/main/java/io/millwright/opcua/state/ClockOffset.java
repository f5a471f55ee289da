package io.millwright.opcua.state;

import java.util.Arrays;

/**
 * By how much the source clock is ahead of the server's: the median over the newest changes, so that single odd times do not
 * matter. A step is seen by what each tag said before, so that sources with different clocks behind one server are none.
 * Thread-safe.
 */
public final class ClockOffset {
    /** How many changes the estimate is made of. */
    public static final int NEWEST = 128;

    private static final int FEWEST = 3;
    private static final int FEWEST_FOR_STEP = 5;
    private static final int FEWEST_FOR_NOISE = 8;
    private static final long LEAST_STEP_MICROS = 1_000_000;
    private static final int NOISE_FACTOR = 6;

    private final long[] offsets = new long[NEWEST];
    private final long[] deltas = new long[NEWEST];
    private int count;
    private int next;
    private int fresh;
    private long noise = -1;
    private boolean known;
    private long estimate;
    private volatile int generation;

    /** Returns a number that changes when tags must forget what they said before. */
    public int generation() {
        return generation;
    }

    /** A new acquisition: what comes now counts; the estimate stays until there is a newer one. */
    public synchronized void restart() {
        count = 0;
        next = 0;
        fresh = 0;
        noise = -1;
        generation++;
    }

    /**
     * One change.
     *
     * @param offsetMicros its SourceTimestamp minus its ServerTimestamp
     * @param deltaMicros by how much that differs from what the same tag said before
     */
    public synchronized void note(long offsetMicros, long deltaMicros) {
        offsets[next] = offsetMicros;
        deltas[next] = deltaMicros;
        next = (next + 1) % NEWEST;
        count = Math.min(NEWEST, count + 1);
        fresh = Math.min(NEWEST, fresh + 1);
    }

    /** Judges what was noted; returns by how many microseconds a clock was set since, 0 if none was. */
    public synchronized long judge() {
        if (count < FEWEST || fresh < (known ? FEWEST_FOR_STEP : 1)) {
            return 0;
        }
        long step = median(newest(deltas, fresh));
        boolean stepped = noise >= 0 && Math.abs(step) > Math.max(LEAST_STEP_MICROS, NOISE_FACTOR * noise);
        if (stepped) {
            long[] kept = newest(offsets, fresh);
            restart();
            for (long offset : kept) {
                note(offset, 0);
            }
        } else if (count >= FEWEST_FOR_NOISE) {
            long[] sizes = newest(deltas, count);
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = Math.abs(sizes[i]);
            }
            noise = median(sizes);
        }
        fresh = 0;
        known = true;
        estimate = median(newest(offsets, count));
        return stepped ? step : 0;
    }

    /** Returns whether there is an estimate. */
    public synchronized boolean known() {
        return known;
    }

    /** Returns by how many microseconds the source clock is ahead, 0 while that is not known. */
    public synchronized long micros() {
        return estimate;
    }

    private long[] newest(long[] ring, int many) {
        long[] values = new long[many];
        for (int i = 0; i < many; i++) {
            values[i] = ring[Math.floorMod(next - many + i, NEWEST)];
        }
        return values;
    }

    private static long median(long[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
