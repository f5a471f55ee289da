package io.millwright.opcua.acquire;

import java.util.Arrays;

/**
 * Hampel's test: a value is a spike that lies further from the median of the last values than three times their spread, which
 * is 1.4826 times the median of their distances from it. Where most of them are equal, so that this median is 0, their mean
 * distance stands in; where all are, nothing is known of the spread, and nothing is a spike. Allocates nothing per value.
 */
final class SpikeFilter {
    private static final double SPREADS = 3;

    /** From the median distance to the standard deviation of a normal distribution. */
    private static final double OF_MEDIAN = 1.4826;

    /** From the mean distance to the same: the square root of half pi. */
    private static final double OF_MEAN = 1.2533;

    private final double[] last;
    private final double[] sorted;
    private int count;
    private int next;

    /** Compares with so many values. */
    SpikeFilter(int samples) {
        last = new double[samples];
        sorted = new double[samples];
    }

    int samples() {
        return last.length;
    }

    /** Returns how a value lies to the last ones: 0 is no spike, else its sign is the direction. It is the newest one then. */
    int judge(double value) {
        if (!Double.isFinite(value)) {
            return 0;
        }
        int side = count < last.length ? 0 : side(value);
        last[next] = value;
        next = (next + 1) % last.length;
        count = Math.min(count + 1, last.length);
        return side;
    }

    private int side(double value) {
        System.arraycopy(last, 0, sorted, 0, last.length);
        double middle = median();
        double sum = 0;
        for (int i = 0; i < last.length; i++) {
            sorted[i] = Math.abs(last[i] - middle);
            sum += sorted[i];
        }
        double mad = median();
        double spread = mad > 0 ? OF_MEDIAN * mad : OF_MEAN * sum / last.length;
        double distance = value - middle;
        return spread > 0 && Math.abs(distance) > SPREADS * spread ? (distance < 0 ? -1 : 1) : 0;
    }

    private double median() {
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
