package io.millwright.planning.stock;

/**
 * What the errors of all parts together say of a forecast: log(mean) = log(forecast) + shift + slope · log(forecast), and how the
 * negative binomial spread about it depends on the mean. Immutable.
 *
 * @param shift in logarithms
 * @param slope 0 believes the forecast; below 0 high ones are lowered and low ones raised
 * @param spread logarithm of the dispersion at a mean of 1
 * @param spreadSlope by how much it changes with the logarithm of the mean
 * @param lowest mean, in logarithms, that errors were seen of; below, the dispersion is that of it
 * @param highest as lowest
 */
record Correction(double shift, double slope, double spread, double spreadSlope, double lowest, double highest) {
    /** A forecast of 0 is not a promise of 0. */
    static final double OFFSET = 0.1;

    private static final int EVEN_USES = 10;
    /** Nothing is that sure. */
    private static final double LEAST_OWN = 0.05;

    private static final double LEAST = -9;
    private static final double MOST = 21;

    /** Nothing was learned yet: the forecast as it is, with the dispersion of rare parts. */
    static final Correction NONE = new Correction(0, 0, 0, 0, 0, 0);

    /** Returns what is expected in several periods. */
    double mean(double rate, int periods) {
        double x = Math.log(rate * periods + OFFSET);
        return Math.exp(Math.min(MOST, Math.max(LEAST, x + shift + slope * x)));
    }

    /** Returns the variance about that mean. */
    double variance(double mean) {
        double at = Math.min(highest, Math.max(lowest, Math.log(mean)));
        return mean + Math.exp(spread + spreadSlope * at) * mean * mean;
    }

    /**
     * Computes the least quantities that suffice for several periods with the given probabilities.
     *
     * @param own standard deviation of the part's own errors over so many periods
     * @param uses in how many periods the part was used so far: from {@value #EVEN_USES} on its own errors count more than those of all
     */
    void quantities(double rate, int periods, double own, int uses, double[] levels, double[] out) {
        double mean = mean(rate, periods);
        double weight = (double) uses / (uses + EVEN_USES);
        double mixed = (1 - weight) * Math.log(variance(mean)) + weight * Math.log(Math.max(LEAST_OWN, own * own));
        Spread.quantities(mean, Math.exp(mixed), levels, out);
    }
}
