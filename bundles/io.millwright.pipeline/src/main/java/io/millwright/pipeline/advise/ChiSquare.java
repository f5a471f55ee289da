package io.millwright.pipeline.advise;

/** Quantiles of the chi-square distribution. */
final class ChiSquare {
    private static final double RELATIVE_ERROR = 1e-12;

    private ChiSquare() {}

    /**
     * Returns the value below which a share of the distribution lies.
     *
     * @param share above 0, below 1
     * @param degrees of freedom, at least 1
     */
    static double quantile(double share, int degrees) {
        double low = 0;
        double high = degrees;
        while (below(high, degrees) < share && high < Double.MAX_VALUE / 2) {
            low = high;
            high *= 2;
        }
        while (high - low > RELATIVE_ERROR * high) {
            double middle = low + (high - low) / 2;
            if (middle <= low || middle >= high) {
                break;
            }
            if (below(middle, degrees) < share) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** Returns the share of the distribution below a value, by the power series of the incomplete gamma function. */
    private static double below(double value, int degrees) {
        double half = value / 2;
        double shape = degrees / 2.0;
        double term = 1 / shape;
        double sum = term;
        for (int n = 1; term > sum * 1e-17; n++) {
            term *= half / (shape + n);
            sum += term;
        }
        return Math.min(1, sum * Math.exp(shape * Math.log(half) - half - logGamma(degrees)));
    }

    /** Returns the logarithm of gamma at half the degrees. */
    private static double logGamma(int degrees) {
        double log = degrees % 2 == 0 ? 0 : Math.log(Math.PI) / 2;
        for (double at = degrees / 2.0 - 1; at > 0; at--) {
            log += Math.log(at);
        }
        return log;
    }
}
