package io.millwright.planning.stock;

/** How a part is used, by the limits of Syntetos and Boylan: how many periods lie between two uses, and how the quantities vary. */
public enum DemandClass {
    /** Often, in like quantities. */
    SMOOTH,
    /** Often, in unlike quantities. */
    ERRATIC,
    /** Seldom, in like quantities; also what was used once or never. */
    INTERMITTENT,
    /** Seldom, in unlike quantities. */
    LUMPY;

    private static final double SELDOM_PERIODS = 1.32;
    private static final double UNLIKE_SQUARED = 0.49;

    /**
     * Returns the class.
     *
     * @param used per period, NaN where it is not known
     * @param until only the periods before this one count
     */
    public static DemandClass of(double[] used, int until) {
        int known = 0;
        int uses = 0;
        double sum = 0;
        double squares = 0;
        for (int t = 0; t < until; t++) {
            known += Double.isNaN(used[t]) ? 0 : 1;
            if (used[t] > 0) {
                uses++;
                sum += used[t];
                squares += used[t] * used[t];
            }
        }
        if (uses == 0) {
            return INTERMITTENT;
        }
        double mean = sum / uses;
        boolean unlike = (squares / uses - mean * mean) / (mean * mean) >= UNLIKE_SQUARED;
        boolean seldom = (double) known / uses >= SELDOM_PERIODS;
        return seldom ? unlike ? LUMPY : INTERMITTENT : unlike ? ERRATIC : SMOOTH;
    }
}
