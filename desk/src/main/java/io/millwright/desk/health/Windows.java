package io.millwright.desk.health;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Means and spreads of signals over windows of rows that end one row apart. What a spread is taken of is its logarithm: a machine that
 * shakes twice as much differs as much as one that shakes half as much, and a signal that stands still differs very much.
 *
 * @param center of each signal, subtracted first so that nothing is lost to rounding
 * @param floor of each signal's spread, below which it stands still
 */
record Windows(int length, float[] center, float[] floor) {
    /** Of a signal's usual spread. */
    private static final double STANDS_STILL = 0.01;

    /** Takes center and floor from healthy rows; a signal that never moves has floor 0. */
    static Windows of(int length, double[][] rows, List<Integer> ends) {
        int signals = rows[0].length;
        float[] center = new float[signals];
        float[] floor = new float[signals];
        for (int signal = 0; signal < signals; signal++) {
            double sum = 0;
            double squares = 0;
            double means = 0;
            for (int end : ends) {
                double mean = mean(rows, end, length, signal);
                double spread = spread(rows, end, length, signal, mean);
                sum += mean;
                squares += spread * spread;
                means += mean * mean;
            }
            center[signal] = (float) (sum / ends.size());
            double within = Math.sqrt(squares / ends.size());
            double between = Math.sqrt(Math.max(0, means / ends.size() - sum / ends.size() * sum / ends.size()));
            floor[signal] = (float) (STANDS_STILL * Math.max(within, between));
        }
        return new Windows(length, center, floor);
    }

    /** Returns the rows at which a window ends: whole windows of rows that are known. */
    static List<Integer> ends(int length, double[][] rows) {
        List<Integer> ends = new ArrayList<>();
        int known = 0;
        for (int row = 0; row < rows.length; row++) {
            known = rows[row] == null ? 0 : known + 1;
            if (known >= length) {
                ends.add(row);
            }
        }
        return ends;
    }

    int signals() {
        return center.length;
    }

    /** Returns the features of the window that ends at a row: the means, then the logarithms of the spreads. */
    double[] features(double[][] rows, int end) {
        double[] features = new double[2 * signals()];
        for (int signal = 0; signal < signals(); signal++) {
            double mean = mean(rows, end, length, signal);
            double spread = spread(rows, end, length, signal, mean);
            features[signal] = mean - center[signal];
            features[signals() + signal] = Math.log(spread + floor[signal]);
        }
        return features;
    }

    /** Returns the same for each of these ends. */
    double[][] features(double[][] rows, List<Integer> ends) {
        return ends.stream().map(end -> features(rows, end)).toArray(double[][]::new);
    }

    private static double mean(double[][] rows, int end, int length, int signal) {
        double sum = 0;
        for (int row = end - length + 1; row <= end; row++) {
            sum += rows[row][signal];
        }
        return sum / length;
    }

    private static double spread(double[][] rows, int end, int length, int signal, double mean) {
        double squares = 0;
        for (int row = end - length + 1; row <= end; row++) {
            squares += (rows[row][signal] - mean) * (rows[row][signal] - mean);
        }
        return Math.sqrt(squares / length);
    }

    /** Returns the window that ends at a row, its rows one after the other. */
    float[] flat(double[][] rows, int end) {
        float[] flat = new float[length * signals()];
        for (int row = 0; row < length; row++) {
            for (int signal = 0; signal < signals(); signal++) {
                flat[row * signals() + signal] = (float) rows[end - length + 1 + row][signal];
            }
        }
        return flat;
    }

    /** Returns that window's rows again. */
    double[][] rows(float[] flat) {
        double[][] rows = new double[length][];
        for (int row = 0; row < length; row++) {
            float[] one = Arrays.copyOfRange(flat, row * signals(), (row + 1) * signals());
            rows[row] = new double[signals()];
            Arrays.setAll(rows[row], signal -> one[signal]);
        }
        return rows;
    }
}
