package io.millwright.pipeline.advise;

import io.millwright.model.Advice;

/**
 * The values that one setting may take in one proposal: within the hard limits, inset, within one step of the present, and on the grid that
 * the machine can be set by. Immutable.
 */
final class Reach {
    /** Of the range: what keeps rounding from going beyond a limit. */
    private static final double ROUNDING = 1e-9;

    private final double low;
    private final double high;
    private final double resolution;

    /** By the grid; used with a resolution only. */
    private final long first;

    private final long last;

    private Reach(double low, double high, double resolution) {
        this.low = low;
        this.high = high;
        this.resolution = resolution;
        first = resolution > 0 ? (long) Math.ceil(low / resolution) : 0;
        last = resolution > 0 ? (long) Math.floor(high / resolution) : 0;
    }

    static Reach of(Advice.Variable variable, double present) {
        double range = variable.max() - variable.min();
        double margin = range * (variable.inset() + ROUNDING);
        double step = range * (variable.step() - ROUNDING);
        return new Reach(
                Math.max(variable.min() + margin, present - step),
                Math.min(variable.max() - margin, present + step),
                variable.resolution());
    }

    /** Whether no value is allowed: the present lies further outside the limits than a step. */
    boolean none() {
        return !(low <= high);
    }

    /** Whether values are allowed, but none that the machine can be set to. */
    boolean betweenGridLines() {
        return resolution > 0 && first > last;
    }

    boolean contains(double value) {
        return value >= low && value <= high;
    }

    double width() {
        return high - low;
    }

    double low() {
        return low;
    }

    double high() {
        return high;
    }

    /** Returns the nearest allowed value. */
    double nearest(double value) {
        if (!(resolution > 0)) {
            return Math.min(high, Math.max(low, value));
        }
        return Math.min(last, Math.max(first, Math.rint(value / resolution))) * resolution;
    }
}
