package io.millwright.pipeline.advise;

/** The standard normal distribution. */
final class NormalShare {
    private NormalShare() {}

    /** Returns the share below a value, with an error below 1e-7, by the continued fraction beyond and the series within 3 deviations. */
    static double below(double value) {
        double x = Math.abs(value);
        double density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
        double above;
        if (x < 3) {
            double term = x;
            double sum = x;
            for (int n = 1; term > 1e-12; n++) {
                term *= x * x / (2 * n + 1);
                sum += term;
            }
            above = 0.5 - density * sum;
        } else {
            double fraction = 0;
            for (int n = 30; n > 0; n--) {
                fraction = n / (x + fraction);
            }
            above = density / (x + fraction);
        }
        return value < 0 ? above : 1 - above;
    }
}
