package io.millwright.pipeline.grid;

import io.millwright.status.StatusCodes;

/** One sample per tag, and where it is not Good the last Good value before it. Confined to a lane. */
public final class TagValues implements InForce {
    /** Time of a tag that has no sample. */
    public static final long NEVER = Long.MIN_VALUE;

    final double[] value;
    final int[] status;
    final long[] time;
    /** Read and written only where a sample is not Good. */
    final double[] good;

    final boolean[] hasGood;
    final long[] notGoodSince;

    /** Creates values of which nothing is known. */
    public TagValues(int tags) {
        value = new double[tags];
        status = new int[tags];
        time = new long[tags];
        good = new double[tags];
        hasGood = new boolean[tags];
        notGoodSince = new long[tags];
        for (int tag = 0; tag < tags; tag++) {
            clear(tag);
        }
    }

    /** Forgets a tag. */
    public void clear(int tag) {
        value[tag] = Double.NaN;
        status[tag] = StatusCodes.BAD_WAITING_FOR_INITIAL_DATA;
        time[tag] = NEVER;
        hasGood[tag] = false;
    }

    /** Sets a tag, whatever it was. */
    public void set(int tag, double newValue, int newStatus, long newTime) {
        value[tag] = newValue;
        status[tag] = newStatus;
        time[tag] = newTime;
    }

    /** Sets a tag; of what it was before nothing is known. */
    void restart(int tag, double newValue, int newStatus, long newTime) {
        hasGood[tag] = false;
        notGoodSince[tag] = newTime;
        set(tag, newValue, newStatus, newTime);
    }

    /** Takes over a newer sample; {@code since} says from when on the tag has not been Good. */
    void apply(int tag, double newValue, int newStatus, long newTime, long since) {
        if (!StatusCodes.isGood(newStatus) && StatusCodes.isGood(status[tag])) {
            good[tag] = value[tag];
            hasGood[tag] = true;
            notGoodSince[tag] = since;
        }
        set(tag, newValue, newStatus, newTime);
    }

    @Override
    public double value(int tag) {
        return value[tag];
    }

    @Override
    public int status(int tag) {
        return status[tag];
    }

    /** Returns the time of a tag's sample, or {@link #NEVER}. */
    public long timeMicros(int tag) {
        return time[tag];
    }

    /** Becomes what the other is, without the last Good values. */
    public void copyOf(TagValues other) {
        System.arraycopy(other.value, 0, value, 0, value.length);
        System.arraycopy(other.status, 0, status, 0, status.length);
        System.arraycopy(other.time, 0, time, 0, time.length);
    }
}
