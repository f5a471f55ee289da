package io.millwright.pipeline.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.model.Reference.Spread;
import io.millwright.pipeline.reference.Scores;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A limit keeps the interval that it was computed for, and scores are what the document says. */
class AlarmLimitTest {
    /** Crossings closer than a window are one, as they are one alarm. The long window is looked at when it advances. */
    @ParameterizedTest
    @CsvSource({"1, 4000, 200", "2, 4000, 200", "6, 4000, 200", "2, 20000, 200", "2, 40000, 1440"})
    void independentRowsCrossItOncePerInterval(int dimensions, int interval, int window) {
        double limit = AlarmLimit.distance(interval, dimensions, window, Recent.step(window));
        boolean wide = window == Recent.LONG;
        Random random = new Random(dimensions);
        Recent recent = new Recent(dimensions);
        double[] row = new double[dimensions];
        int crossings = 0;
        int last = -window;
        int rows = 300 * interval / 4;
        for (int i = 0; i < rows; i++) {
            for (int d = 0; d < dimensions; d++) {
                row[d] = random.nextGaussian();
            }
            boolean advanced = recent.add(row, sums -> {});
            boolean look = wide ? advanced && recent.longFull() : recent.shortFull();
            double squared = 0;
            for (int d = 0; d < dimensions && look; d++) {
                double mean = wide ? recent.longMean(d) : recent.shortMean(d);
                squared += window * mean * mean;
            }
            if (squared >= limit * limit) {
                crossings += i - last >= window ? 1 : 0;
                last = i;
            }
        }
        assertTrue(crossings > 45 && crossings < 100, crossings + " crossings, 75 expected");
    }

    @ParameterizedTest
    @CsvSource({"10, 0", "20, 1.2815515655446", "5, -0.64077578277", "500, 5", "-500, -5"})
    void aScoreIsLinearBetweenQuantilesAndBounded(double value, double score) {
        Spread spread = new Spread("x", List.of(0.1, 0.5, 0.9), List.of(0.0, 10.0, 20.0), -1);
        assertEquals(score, Scores.of(spread).of(value), 1e-9);
    }
}
