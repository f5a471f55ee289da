package io.millwright.planning.stock;

import java.util.List;

/**
 * What was used of each part in each period. NaN is not known, which is not the same as none. Immutable: the array is not to be written.
 *
 * @param periods how long a period is
 * @param first number of the first period
 * @param count how many periods
 * @param parts names of the parts
 * @param used part by part, {@code count} periods each, the oldest first
 * @param unknown how many of them are NaN between a part's first known period and the last period of all
 */
public record Consumption(Periods periods, int first, int count, List<String> parts, float[] used, int unknown) {
    /** Returns what was used of a part in a period, NaN where it is not known. */
    public float at(int part, int period) {
        return used[part * count + period];
    }

    /** Copies what was used of a part, the oldest period first. */
    public void copy(int part, double[] to) {
        int from = part * count;
        for (int period = 0; period < count; period++) {
            to[period] = used[from + period];
        }
    }

    /** Returns the number of the last period. */
    public int last() {
        return first + count - 1;
    }
}
