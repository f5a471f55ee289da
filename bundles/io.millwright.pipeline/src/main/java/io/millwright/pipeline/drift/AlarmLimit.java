package io.millwright.pipeline.drift;

/**
 * From a chosen interval between false alarms to a limit. A mean over the last m rows, looked at after each row, is a Gaussian
 * process whose correlation falls off linearly over m rows; for d such means the distance from the expected ones (the root of
 * T²) crosses a high limit b at the rate f(b) · (b - (d - 1) / b) / m per row, f the density of the distance, times a factor
 * below 1 because looks are discrete (Siegmund's correction of the overshoot). Looking at every row thus costs little beside
 * looking once per window, and nothing is found later.
 */
final class AlarmLimit {
    private static final double GREATEST = 40;
    private static final int HALVINGS = 60;
    private static final double OVERSHOOT = 0.583;

    private AlarmLimit() {}

    /**
     * Returns the distance that healthy rows exceed once per so many rows on average.
     *
     * @param interval rows between two alarms, at least {@code memory}
     * @param dimensions how many means, at least 1
     * @param memory how many rows depend on each other: the window, or more
     * @param step rows from one look to the next
     */
    static double distance(double interval, int dimensions, double memory, double step) {
        double wanted = 1 / Math.max(interval, memory);
        double low = Math.sqrt(dimensions) + 0.5;
        double high = GREATEST;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (rate(middle, dimensions, memory, step) > wanted) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** Returns how often per row the distance crosses a limit. */
    static double rate(double limit, int dimensions, double memory, double step) {
        double drift = limit - (dimensions - 1) / limit;
        double discrete = Math.exp(-OVERSHOOT * limit * Math.sqrt(2 * step / memory));
        return density(limit, dimensions) * drift / memory * discrete;
    }

    /** The density of the length of d independent standard normal numbers. */
    private static double density(double x, int dimensions) {
        double logarithm = (dimensions - 1) * Math.log(x)
                - x * x / 2
                - (dimensions / 2.0 - 1) * Math.log(2)
                - logGammaOfHalf(dimensions);
        return Math.exp(logarithm);
    }

    private static double logGammaOfHalf(int twice) {
        double sum = twice % 2 == 0 ? 0 : Math.log(Math.PI) / 2;
        for (double x = twice % 2 == 0 ? 1 : 0.5; x < twice / 2.0; x++) {
            sum += Math.log(x);
        }
        return sum;
    }
}
