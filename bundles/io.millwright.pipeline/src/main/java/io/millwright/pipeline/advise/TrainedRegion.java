package io.millwright.pipeline.advise;

import io.millwright.model.Advice;
import java.util.List;

/** Where the training data lay: how far a candidate is from it, as a multiple of how far their edge is. Immutable. */
final class TrainedRegion {
    private final int[] columns;
    private final double[] mean;

    /** The lower factor of the covariance of standardised features. */
    private final double[][] factor;

    private final double[] deviation;
    /** Distance of the edge, in deviations. */
    private final double edge;

    private final double weight;

    private TrainedRegion(
            int[] columns, double[] mean, double[][] factor, double[] deviation, double edge, double weight) {
        this.columns = columns;
        this.mean = mean;
        this.factor = factor;
        this.deviation = deviation;
        this.edge = edge;
        this.weight = weight;
    }

    /**
     * Creates a region.
     *
     * @param features names of a candidate's columns
     * @throws IllegalArgumentException if it names another feature, or the covariance is not positive definite
     */
    static TrainedRegion of(Advice.Support support, List<String> features) {
        List<String> names = support.features();
        int[] columns = new int[names.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = AdviceProblem.column(features, names.get(i));
        }
        double[][] covariance = support.covariance();
        double[] deviation = new double[columns.length];
        for (int i = 0; i < columns.length; i++) {
            deviation[i] = Math.sqrt(covariance[i][i]);
        }
        double edge = Math.sqrt(ChiSquare.quantile(support.quantile(), columns.length));
        return new TrainedRegion(
                columns, support.mean(), factor(covariance, deviation), deviation, edge, support.weight());
    }

    private static double[][] factor(double[][] covariance, double[] deviation) {
        int size = deviation.length;
        double[][] lower = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = covariance[i][j] / (deviation[i] * deviation[j]);
                for (int k = 0; k < j; k++) {
                    rest -= lower[i][k] * lower[j][k];
                }
                if (i == j && !(rest > 0)) {
                    throw new IllegalArgumentException("the covariance is not positive definite at feature " + i);
                }
                lower[i][j] = i == j ? Math.sqrt(rest) : rest / lower[j][j];
            }
        }
        return lower;
    }

    /** Returns the distance from the mean, in deviations, by that of the edge: 1 there. */
    double distance(double[] candidate) {
        double[] solved = new double[columns.length];
        double sum = 0;
        for (int i = 0; i < solved.length; i++) {
            double rest = (candidate[columns[i]] - mean[i]) / deviation[i];
            for (int k = 0; k < i; k++) {
                rest -= factor[i][k] * solved[k];
            }
            solved[i] = rest / factor[i][i];
            sum += solved[i] * solved[i];
        }
        return Math.sqrt(sum) / edge;
    }

    /**
     * Returns by how much a candidate is worth less for lying outside.
     *
     * @param free the distance that costs nothing, at least 1
     */
    double penalty(double[] candidate, double free) {
        return weight * Math.max(0, distance(candidate) - free);
    }
}
