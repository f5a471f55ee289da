package io.millwright.desk.health;

/**
 * Where the features of a healthy machine lie: their center, how far each strays, and the main axes along which they stray together.
 * Hotelling's T² says how far a window lies out along these axes, SPE how far it lies off them. The numbers are rounded as the graph
 * holds them, so that {@link #shares} and the graph agree.
 *
 * @param inverse 1 / how far each feature strays
 * @param axes per feature its part of each axis
 * @param along per axis its weight in T² as a share of its limit; 0 off the main axes
 * @param off per axis its weight in SPE as a share of its limit; 0 on the main axes
 */
record NormalSpace(float[] center, float[] inverse, float[][] axes, float[] along, float[] off) {
    /** Of the spread, how much the main axes hold. */
    private static final double HELD = 0.9;

    /**
     * Learns from features in the order of time.
     *
     * @param wander what is added to each variance
     * @param independent how many of the features are independent; axes seen in few are pulled towards no relation at all
     * @param mainAxes how many axes are the main ones; 0: as many as hold most of the spread
     */
    static NormalSpace of(double[][] features, double[] wander, double independent, int mainAxes) {
        int size = features[0].length;
        double[] center = mean(features);
        double[][] together = covariance(features, center);
        double[] stray = new double[size];
        for (int i = 0; i < size; i++) {
            stray[i] = Math.sqrt(together[i][i] + wander[i]);
            stray[i] = stray[i] > 0 ? stray[i] : 1;
        }
        double kept = independent / (size + independent);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                together[i][j] = i == j ? 1 : kept * together[i][j] / stray[i] / stray[j];
            }
        }
        MainAxes main = MainAxes.of(together);
        return rounded(center, stray, main, mainAxes > 0 ? mainAxes : held(main.lengths()));
    }

    private static double[] mean(double[][] features) {
        double[] mean = new double[features[0].length];
        for (double[] row : features) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += row[i] / features.length;
            }
        }
        return mean;
    }

    private static double[][] covariance(double[][] features, double[] center) {
        int size = center.length;
        double[][] together = new double[size][size];
        for (double[] row : features) {
            for (int i = 0; i < size; i++) {
                double one = (row[i] - center[i]) / (features.length - 1);
                for (int j = 0; j <= i; j++) {
                    together[i][j] += one * (row[j] - center[j]);
                }
            }
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i; j++) {
                together[j][i] = together[i][j];
            }
        }
        return together;
    }

    /** Returns how many axes hold the share; at least one is left off. */
    private static int held(double[] lengths) {
        double sum = 0;
        int count = 0;
        while (count < lengths.length - 1 && sum < HELD * lengths.length) {
            sum += lengths[count++];
        }
        return Math.max(1, count);
    }

    private static NormalSpace rounded(double[] center, double[] stray, MainAxes main, int held) {
        int size = center.length;
        float[] mean = new float[size];
        float[] inverse = new float[size];
        float[][] axes = new float[size][size];
        float[] along = new float[size];
        float[] off = new float[size];
        double rest = 0;
        for (int axis = held; axis < size; axis++) {
            rest += main.lengths()[axis];
        }
        for (int i = 0; i < size; i++) {
            mean[i] = (float) center[i];
            inverse[i] = (float) (1 / stray[i]);
            for (int axis = 0; axis < size; axis++) {
                axes[i][axis] = (float) main.axes()[i][axis];
            }
            along[i] = i < held ? (float) (1 / main.lengths()[i]) : 0;
            off[i] = i < held ? 0 : (float) (1 / rest);
        }
        return new NormalSpace(mean, inverse, axes, along, off);
    }

    /** Returns the same with limits: what {@link #shares} returns is then 1 there. */
    NormalSpace limited(double alongLimit, double offLimit) {
        return new NormalSpace(center, inverse, axes, divided(along, alongLimit), divided(off, offLimit));
    }

    private static float[] divided(float[] weights, double limit) {
        float[] shares = new float[weights.length];
        for (int i = 0; i < weights.length; i++) {
            shares[i] = (float) (weights[i] / limit);
        }
        return shares;
    }

    int size() {
        return center.length;
    }

    /** Returns how many axes are the main ones. */
    int mainAxes() {
        int count = 0;
        for (float weight : along) {
            count += weight > 0 ? 1 : 0;
        }
        return count;
    }

    /** Returns T² and SPE of a window's features, each as a share of its limit. */
    double[] shares(double[] features) {
        double[] at = standard(features);
        double[] shares = new double[2];
        for (int axis = 0; axis < at.length; axis++) {
            double place = place(at, axis);
            shares[0] += place * place * along[axis];
            shares[1] += place * place * off[axis];
        }
        return shares;
    }

    /** Returns what each signal contributed to the sum of both: that of its mean and that of its spread. */
    double[] contributions(double[] features) {
        double[] at = standard(features);
        int signals = at.length / 2;
        double[] contributions = new double[signals];
        for (int axis = 0; axis < at.length; axis++) {
            double pull = place(at, axis) * (along[axis] + off[axis]);
            for (int i = 0; i < at.length; i++) {
                contributions[i % signals] += at[i] * axes[i][axis] * pull;
            }
        }
        return contributions;
    }

    private double[] standard(double[] features) {
        double[] at = new double[features.length];
        for (int i = 0; i < at.length; i++) {
            at[i] = (features[i] - center[i]) * inverse[i];
        }
        return at;
    }

    private double place(double[] at, int axis) {
        double place = 0;
        for (int i = 0; i < at.length; i++) {
            place += at[i] * axes[i][axis];
        }
        return place;
    }
}
