package io.millwright.desk.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Eigenvalues and eigenvectors against their definition. */
class MainAxesTest {
    @Test
    void axesAreOrthogonalAndMakeTheMatrixAgain() {
        int size = 24;
        Random random = new Random(1);
        double[][] matrix = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                matrix[i][j] = random.nextGaussian();
                matrix[j][i] = matrix[i][j];
            }
        }
        MainAxes main = MainAxes.of(matrix);
        for (int i = 0; i < size; i++) {
            assertTrue(i == 0 || main.lengths()[i] <= main.lengths()[i - 1]);
            for (int j = 0; j < size; j++) {
                double again = 0;
                double product = 0;
                for (int axis = 0; axis < size; axis++) {
                    again += main.axes()[i][axis] * main.lengths()[axis] * main.axes()[j][axis];
                    product += main.axes()[axis][i] * main.axes()[axis][j];
                }
                assertEquals(matrix[i][j], again, 1e-9);
                assertEquals(i == j ? 1 : 0, product, 1e-9);
            }
        }
    }
}
