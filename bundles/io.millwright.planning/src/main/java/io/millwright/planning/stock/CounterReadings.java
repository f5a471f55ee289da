package io.millwright.planning.stock;

import java.util.Arrays;

/**
 * Readings of a counter that only rises → what was used in each period. A roll-over goes on, a reset begins again at 0, and what nobody
 * saw is not known: a period is told only where a reading lies at each of its ends, or near enough. Not thread-safe.
 */
public final class CounterReadings {
    /** What follows the greatest value of a UInt32. */
    public static final double UINT32 = 4_294_967_296.0;

    private final double modulus;
    private final double greatestStep;
    /** Many small steps of a large counter are lost in a float. */
    private final double[] used;

    private final boolean[] doubtful;
    private final int first;
    private double last = Double.NaN;
    private int lastPeriod;
    private long rollOvers;
    private long resets;
    private long refused;

    /**
     * Begins without readings.
     *
     * @param modulus what follows the greatest value, such as {@link #UINT32}
     * @param greatestStep more than this is never used between two readings: a fall that comes to more by a roll-over is a reset
     * @param first number of the first period
     * @param count how many periods, 1 to {@value ConsumptionCsv#MOST_PERIODS}
     */
    public CounterReadings(double modulus, double greatestStep, int first, int count) {
        if (!(modulus > 1 && greatestStep > 0 && greatestStep < modulus)) {
            throw new IllegalArgumentException("modulus " + modulus + ", greatest step " + greatestStep
                    + ": the step is above 0 and below the modulus.");
        }
        if (count < 1 || count > ConsumptionCsv.MOST_PERIODS) {
            throw new IllegalArgumentException(count + " periods: 1 to " + ConsumptionCsv.MOST_PERIODS + ".");
        }
        this.modulus = modulus;
        this.greatestStep = greatestStep;
        this.first = first;
        used = new double[count];
        doubtful = new boolean[count];
        Arrays.fill(doubtful, true);
    }

    /**
     * Goes on where earlier readings ended. Called before any other reading.
     *
     * @param period of the last reading
     * @param value of the last reading
     * @param soFar used in that period until then, NaN where it is not known
     */
    void resume(int period, double value, double soFar) {
        last = value;
        lastPeriod = period;
        int at = period - first;
        if (at >= 0 && at < used.length) {
            used[at] = Double.isNaN(soFar) ? 0 : soFar;
            doubtful[at] = Double.isNaN(soFar);
        }
    }

    /** Returns the last reading, NaN before there is one. */
    double last() {
        return last;
    }

    /** Returns the period of the last reading. */
    int lastPeriod() {
        return lastPeriod;
    }

    /** Returns what was used in the period of the last reading until then, NaN where that is not known. */
    double soFar() {
        int at = lastPeriod - first;
        return Double.isNaN(last) || at < 0 || at >= used.length || doubtful[at] ? Double.NaN : used[at];
    }

    /**
     * Takes a reading, the next one by time. One that is no number from 0 to below the modulus is refused and counted.
     *
     * @param period number of the period in which it was read
     */
    public void add(int period, double value) {
        if (!(value >= 0 && value < modulus) || (!Double.isNaN(last) && period < lastPeriod)) {
            refused++;
            return;
        }
        if (Double.isNaN(last)) {
            // Of the period in which the readings begin only a part was seen.
            mark(period, true);
        } else {
            count(period, value);
        }
        last = value;
        lastPeriod = period;
    }

    private void count(int period, double value) {
        double step = value - last;
        boolean seen = true;
        if (step < 0 && step + modulus <= greatestStep) {
            step += modulus;
            rollOvers++;
        } else if (step < 0 || step > greatestStep) {
            // Began anew, or was exchanged. What fell between the last reading and a new beginning is as short as
            // readings are apart.
            seen = step < 0 && value <= greatestStep;
            step = seen ? value : 0;
            resets++;
        }
        if (period > lastPeriod + 1) {
            // Nobody knows in which of the periods between it was used.
            for (int each = lastPeriod; each <= period; each++) {
                mark(each, true);
            }
            return;
        }
        if (period == lastPeriod + 1) {
            mark(period, false);
        }
        int at = period - first;
        if (at >= 0 && at < used.length) {
            used[at] += step;
        }
        if (!seen) {
            mark(lastPeriod, true);
            mark(period, true);
        }
    }

    private void mark(int period, boolean doubt) {
        int at = period - first;
        if (at >= 0 && at < doubtful.length) {
            doubtful[at] = doubt;
        }
    }

    /** Returns what was used in each period, NaN where that is not known; a period is over when a later one has a reading. */
    public float[] used() {
        float[] known = new float[used.length];
        for (int i = 0; i < known.length; i++) {
            boolean over = !doubtful[i] && !Double.isNaN(last) && first + i < lastPeriod;
            known[i] = over ? (float) used[i] : Float.NaN;
        }
        return known;
    }

    /** Returns how often the counter rolled over. */
    public long rollOvers() {
        return rollOvers;
    }

    /** Returns how often it began anew, or jumped by more than can have been used. */
    public long resets() {
        return resets;
    }

    /** Returns how many readings were refused: no number of the counter's range, or earlier than the one before. */
    public long refused() {
        return refused;
    }
}
