package io.millwright.pipeline.grid;

import io.millwright.status.StatusCodes;
import java.util.Arrays;

/** What arrived for a row that is not closed yet: the newest sample per tag, and the newest Good one before it. Confined to a lane. */
final class PendingRow {
    private final double[] value;
    private final int[] status;
    private final long[] time;
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
        if (newTime < time[tag]) {
            return false;
        }
        if (StatusCodes.isGood(newStatus)) {
            good[tag] = newValue;
            hasGood[tag] = true;
        } else if (time[tag] == TagValues.NEVER || StatusCodes.isGood(status[tag])) {
            notGoodSince[tag] = newTime;
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
                if (hasGood[tag]) {
                    held.apply(tag, good[tag], StatusCodes.GOOD, time[tag], time[tag]);
                }
                held.apply(tag, value[tag], status[tag], time[tag], notGoodSince[tag]);
                clear(tag);
            }
        }
    }

    void clear(int tag) {
        time[tag] = TagValues.NEVER;
        hasGood[tag] = false;
    }

    void clear() {
        Arrays.fill(time, TagValues.NEVER);
        Arrays.fill(hasGood, false);
    }
}
