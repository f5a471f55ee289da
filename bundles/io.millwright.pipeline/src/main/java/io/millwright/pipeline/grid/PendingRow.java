package io.millwright.pipeline.grid;

import io.millwright.status.StatusCodes;
import java.util.Arrays;

/**
 * What arrived for a row that is not closed yet: the newest sample per tag, and where that is not Good the newest Good one before it.
 * Confined to a lane.
 */
final class PendingRow {
    private final double[] value;
    private final int[] status;
    private final long[] time;

    /** Read and written only where a sample is not Good. */
    private final double[] good;

    private final boolean[] hasGood;
    private final long[] notGoodSince;

    PendingRow(int tags) {
        value = new double[tags];
        status = new int[tags];
        time = new long[tags];
        good = new double[tags];
        hasGood = new boolean[tags];
        notGoodSince = new long[tags];
        Arrays.fill(time, TagValues.NEVER);
    }

    boolean put(int tag, double newValue, int newStatus, long newTime) {
        long before = time[tag];
        if (newTime < before) {
            return false;
        }
        if (!StatusCodes.isGood(newStatus)) {
            boolean wasGood = before != TagValues.NEVER && StatusCodes.isGood(status[tag]);
            if (before == TagValues.NEVER) {
                hasGood[tag] = false;
                notGoodSince[tag] = newTime;
            } else if (wasGood) {
                hasGood[tag] = true;
                good[tag] = value[tag];
                notGoodSince[tag] = newTime;
            }
        }
        value[tag] = newValue;
        status[tag] = newStatus;
        time[tag] = newTime;
        return true;
    }

    boolean has(int tag) {
        return time[tag] != TagValues.NEVER;
    }

    void moveTo(TagValues held) {
        for (int tag = 0; tag < time.length; tag++) {
            if (time[tag] != TagValues.NEVER) {
                if (StatusCodes.isGood(status[tag])) {
                    held.set(tag, value[tag], status[tag], time[tag]);
                } else {
                    moveNotGood(tag, held);
                }
                clear(tag);
            }
        }
    }

    private void moveNotGood(int tag, TagValues held) {
        if (hasGood[tag]) {
            held.set(tag, good[tag], StatusCodes.GOOD, time[tag]);
        }
        held.apply(tag, value[tag], status[tag], time[tag], notGoodSince[tag]);
    }

    void clear(int tag) {
        time[tag] = TagValues.NEVER;
    }

    void clear() {
        Arrays.fill(time, TagValues.NEVER);
    }
}
