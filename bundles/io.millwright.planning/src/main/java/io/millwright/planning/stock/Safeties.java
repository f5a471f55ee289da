package io.millwright.planning.stock;

/** The safeties that are tried: the odds with which a stock shall last, rising by a third each. A safety between two whole ones is allowed. */
final class Safeties {
    static final int COUNT = 28;

    private static final double FIRST_ODDS = 0.5;
    private static final double GROWTH = 1.35;

    private Safeties() {}

    /** The probability of a safety. */
    static double level(double safety) {
        double odds = FIRST_ODDS * Math.pow(GROWTH, safety);
        return odds / (1 + odds);
    }

    /** The probabilities of all, for every class and candidate. */
    static double[][][] all(int candidates) {
        double[] levels = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            levels[i] = level(i);
        }
        double[][][] all = new double[DemandClass.values().length][candidates][];
        for (double[][] kind : all) {
            java.util.Arrays.fill(kind, levels);
        }
        return all;
    }

    /** One probability per class and candidate. */
    static double[][][] each(double[][] safeties) {
        double[][][] each = new double[safeties.length][][];
        for (int kind = 0; kind < safeties.length; kind++) {
            each[kind] = new double[safeties[kind].length][];
            for (int candidate = 0; candidate < safeties[kind].length; candidate++) {
                each[kind][candidate] = new double[] {level(safeties[kind][candidate])};
            }
        }
        return each;
    }
}
