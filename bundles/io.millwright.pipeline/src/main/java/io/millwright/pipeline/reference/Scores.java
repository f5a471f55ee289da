package io.millwright.pipeline.reference;

import io.millwright.model.Reference.Spread;
import java.util.Arrays;

/**
 * Values of one feature as normal scores: the value's share in the training data, as the number that has this share in a
 * standard normal distribution. Sums of scores have no skewness, so that a limit holds far out; a single wild value counts for
 * little. Between quantiles and beyond them it is linear, and bounded. Immutable; allocates nothing.
 */
public final class Scores {
    /** No value says more than one that is so far out. */
    private static final double FARTHEST = 5;

    private final double[] values;
    private final double[] scores;

    private Scores(double[] values, double[] scores) {
        this.values = values;
        this.scores = scores;
    }

    /** Returns the scores of a spread; one without quantiles leaves the values as they are. */
    public static Scores of(Spread spread) {
        int most = spread == null ? 0 : spread.quantiles().size();
        double[] values = new double[most];
        double[] scores = new double[most];
        int n = 0;
        for (int i = 0; i < most; ) {
            // Equal quantiles are one value, whose score lies in the middle.
            int end = i;
            while (end + 1 < most
                    && spread.quantiles().get(end + 1).equals(spread.quantiles().get(i))) {
                end++;
            }
            values[n] = spread.quantiles().get(i);
            scores[n++] = (Normal.quantile(spread.probabilities().get(i))
                            + Normal.quantile(spread.probabilities().get(end)))
                    / 2;
            i = end + 1;
        }
        return n < 2
                ? new Scores(new double[0], new double[0])
                : new Scores(Arrays.copyOf(values, n), Arrays.copyOf(scores, n));
    }

    /** Returns the score of a value. */
    public double of(double value) {
        int n = values.length;
        if (n == 0) {
            return value;
        }
        int low = 0;
        int high = n - 1;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (values[middle] <= value) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double slope = (scores[high] - scores[low]) / (values[high] - values[low]);
        double score = scores[low] + (value - values[low]) * slope;
        return Math.max(-FARTHEST, Math.min(FARTHEST, score));
    }
}
