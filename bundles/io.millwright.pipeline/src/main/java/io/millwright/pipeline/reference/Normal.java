package io.millwright.pipeline.reference;

/** The standard normal distribution. Not for a hot route: series and bisection. */
final class Normal {
    private static final double SERIES_END = 3;
    private static final double FARTHEST = 12;
    private static final int HALVINGS = 60;
    private static final int FRACTIONS = 60;

    private Normal() {}

    /** Returns the density. */
    static double density(double x) {
        return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    /** Returns the share above x, with small relative error also far out. */
    static double above(double x) {
        if (x < 0) {
            return 1 - above(-x);
        }
        return x < SERIES_END ? 0.5 - series(x) : density(x) / fraction(x);
    }

    private static double series(double x) {
        double term = x;
        double sum = x;
        for (int k = 3; Math.abs(term) > 1e-17; k += 2) {
            term *= x * x / k;
            sum += term;
        }
        return density(x) * sum;
    }

    private static double fraction(double x) {
        double value = x;
        for (int k = FRACTIONS; k > 0; k--) {
            value = x + k / value;
        }
        return value;
    }

    /** Returns the value below which a share lies; the share is above 0 and below 1. */
    static double quantile(double share) {
        double low = -FARTHEST;
        double high = FARTHEST;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (above(middle) > 1 - share) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
