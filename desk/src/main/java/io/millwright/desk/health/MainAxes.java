package io.millwright.desk.health;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations: slow beyond a few hundred columns, exact below.
 *
 * @param lengths the eigenvalues, the greatest first
 * @param axes of each column of the matrix its part of each eigenvector, in the order of the lengths
 */
record MainAxes(double[] lengths, double[][] axes) {
    private static final int MOST_SWEEPS = 100;
    private static final double NOTHING = 1e-22;

    static MainAxes of(double[][] symmetric) {
        int size = symmetric.length;
        double[][] matrix = new double[size][];
        double[][] turned = new double[size][size];
        for (int i = 0; i < size; i++) {
            matrix[i] = symmetric[i].clone();
            turned[i][i] = 1;
        }
        for (int sweep = 0; sweep < MOST_SWEEPS && offDiagonal(matrix) > NOTHING * size; sweep++) {
            for (int row = 0; row < size; row++) {
                for (int column = row + 1; column < size; column++) {
                    rotate(matrix, turned, row, column);
                }
            }
        }
        return sorted(matrix, turned);
    }

    private static double offDiagonal(double[][] matrix) {
        double sum = 0;
        for (int row = 0; row < matrix.length; row++) {
            for (int column = row + 1; column < matrix.length; column++) {
                sum += matrix[row][column] * matrix[row][column];
            }
        }
        return sum;
    }

    /** Turns two axes so that the element where they cross becomes 0. */
    private static void rotate(double[][] matrix, double[][] turned, int p, int q) {
        double crossing = matrix[p][q];
        if (crossing == 0) {
            return;
        }
        double half = (matrix[q][q] - matrix[p][p]) / (2 * crossing);
        double tangent = Math.copySign(1, half) / (Math.abs(half) + Math.hypot(half, 1));
        double cosine = 1 / Math.hypot(tangent, 1);
        double sine = tangent * cosine;
        for (double[] row : matrix) {
            double left = row[p];
            row[p] = cosine * left - sine * row[q];
            row[q] = sine * left + cosine * row[q];
        }
        for (int column = 0; column < matrix.length; column++) {
            double upper = matrix[p][column];
            matrix[p][column] = cosine * upper - sine * matrix[q][column];
            matrix[q][column] = sine * upper + cosine * matrix[q][column];
        }
        for (double[] row : turned) {
            double left = row[p];
            row[p] = cosine * left - sine * row[q];
            row[q] = sine * left + cosine * row[q];
        }
    }

    private static MainAxes sorted(double[][] matrix, double[][] turned) {
        int size = matrix.length;
        int[] order = IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.comparingDouble(axis -> -matrix[axis][axis]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] lengths = new double[size];
        double[][] axes = new double[size][size];
        for (int axis = 0; axis < size; axis++) {
            lengths[axis] = matrix[order[axis]][order[axis]];
            for (int row = 0; row < size; row++) {
                axes[row][axis] = turned[row][order[axis]];
            }
        }
        return new MainAxes(lengths, axes);
    }
}
