package io.millwright.planning.stock;

/**
 * How much will be used in several periods together: a mean, and a negative binomial spread about it; of large means a gamma one. What is
 * asked of it is the least whole quantity that suffices with a probability. Not thread-safe.
 */
final class Spread {
    /** Above, whole numbers no longer matter. */
    private static final double LARGE_MEAN = 200;

    /** A spread below Poisson's is not believed. */
    private static final double LEAST_RATIO = 1.001;

    private static final double MOST = 1e9;

    private Spread() {}

    /**
     * Computes the least whole quantities that suffice.
     *
     * @param mean expected, 0 or more
     * @param variance of it
     * @param levels probabilities, rising, below 1
     * @param out receives a quantity per level
     */
    static void quantities(double mean, double variance, double[] levels, double[] out) {
        double least = Math.max(mean, 1e-9);
        double spread = Math.max(variance, least * LEAST_RATIO);
        if (least > LARGE_MEAN) {
            large(least, spread, levels, out);
            return;
        }
        double size = least * least / (spread - least);
        double fail = 1 - least / spread;
        double mass = Math.exp(size * Math.log1p(-fail));
        double below = mass;
        int quantity = 0;
        // A heavy tail ends at a hundred times what is large: no level asked for lies beyond.
        int most = (int) (100 * LARGE_MEAN);
        for (int i = 0; i < levels.length; i++) {
            while (below < levels[i] && quantity < most) {
                mass *= (quantity + size) / (quantity + 1) * fail;
                below += mass;
                quantity++;
            }
            out[i] = quantity;
        }
    }

    /** Wilson and Hilferty: the third root of a gamma distribution is nearly normal. */
    private static void large(double mean, double variance, double[] levels, double[] out) {
        double shape = mean * mean / variance;
        for (int i = 0; i < levels.length; i++) {
            double root = 1 - 1 / (9 * shape) + Normal.quantile(levels[i]) / (3 * Math.sqrt(shape));
            out[i] = Math.min(MOST, Math.ceil(mean * Math.pow(Math.max(0, root), 3)));
        }
    }
}
