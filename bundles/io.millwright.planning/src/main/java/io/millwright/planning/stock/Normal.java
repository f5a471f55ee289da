package io.millwright.planning.stock;

/** The standard normal distribution. */
final class Normal {
    private static final double[] A = {2.50662823884, -18.61500062529, 41.39119773534, -25.44106049637};
    private static final double[] B = {-8.47351093090, 23.08336743743, -21.06224101826, 3.13082909833};
    private static final double[] C = {
        0.3374754822726147,
        0.9761690190917186,
        0.1607979714918209,
        0.0276438810333863,
        0.0038405729373609,
        0.0003951896511919,
        0.0000321767881768,
        0.0000002888167364,
        0.0000003960315187
    };
    private static final double CENTRE = 0.42;

    private Normal() {}

    /** Returns the value that is not passed with a probability between 0 and 1; right to 3e-9 (Beasley, Springer and Moro). */
    static double quantile(double probability) {
        double y = probability - 0.5;
        if (Math.abs(y) < CENTRE) {
            double r = y * y;
            double above = ((A[3] * r + A[2]) * r + A[1]) * r + A[0];
            double below = (((B[3] * r + B[2]) * r + B[1]) * r + B[0]) * r + 1;
            return y * above / below;
        }
        double s = Math.log(-Math.log(y > 0 ? 1 - probability : probability));
        double x = 0;
        for (int i = C.length - 1; i >= 0; i--) {
            x = x * s + C[i];
        }
        return y > 0 ? x : -x;
    }
}
