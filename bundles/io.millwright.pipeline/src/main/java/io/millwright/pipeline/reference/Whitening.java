package io.millwright.pipeline.reference;

import io.millwright.model.Reference;
import io.millwright.model.Reference.Group;

/**
 * Makes rows of a group of features into independent numbers of mean 0 and variance 1 of what they were in training: normal
 * scores, then the Cholesky factor of their covariance. Confined to its user; allocates nothing but for people.
 */
public final class Whitening {
    private final int dimensions;
    private final Scores[] scores;
    private final double[] mean;
    private final double[] factor;
    private final double[] deviation;

    /** @throws IllegalArgumentException if the covariance is not positive definite */
    public Whitening(Reference reference, Group group) {
        dimensions = group.features().size();
        scores = new Scores[dimensions];
        for (int i = 0; i < dimensions; i++) {
            String name = group.features().get(i);
            scores[i] = Scores.of(reference.spreads().stream()
                    .filter(spread -> spread.feature().equals(name))
                    .findFirst()
                    .orElse(null));
        }
        mean = group.mean().stream().mapToDouble(Double::doubleValue).toArray();
        deviation = new double[dimensions];
        double[] covariance =
                group.covariance().stream().mapToDouble(Double::doubleValue).toArray();
        factor = new double[dimensions * dimensions];
        for (int row = 0; row < dimensions; row++) {
            deviation[row] = Math.sqrt(covariance[row * dimensions + row]);
            for (int column = 0; column <= row; column++) {
                double sum = covariance[row * dimensions + column];
                for (int k = 0; k < column; k++) {
                    sum -= factor[row * dimensions + k] * factor[column * dimensions + k];
                }
                if (row != column) {
                    factor[row * dimensions + column] = sum / factor[column * dimensions + column];
                } else if (sum > 0) {
                    factor[row * dimensions + column] = Math.sqrt(sum);
                } else {
                    throw new IllegalArgumentException(
                            "the covariance of '" + group.name() + "' is not positive definite");
                }
            }
        }
    }

    /** Writes the numbers of a row of values. */
    public void apply(double[] values, double[] white) {
        for (int i = 0; i < dimensions; i++) {
            double sum = scores[i].of(values[i]) - mean[i];
            for (int k = 0; k < i; k++) {
                sum -= factor[i * dimensions + k] * white[k];
            }
            white[i] = sum / factor[i * dimensions + i];
        }
    }

    /** Returns what a difference of whitened rows is in each feature, in its standard deviations. */
    public double[] inStandardDeviations(double[] white) {
        double[] shifts = new double[dimensions];
        for (int i = 0; i < dimensions; i++) {
            for (int k = 0; k <= i; k++) {
                shifts[i] += factor[i * dimensions + k] * white[k];
            }
            shifts[i] /= deviation[i];
        }
        return shifts;
    }
}
