package io.millwright.pipeline.explain;

import java.util.BitSet;
import java.util.function.ToDoubleFunction;

/** Scores of a function of as many numbers as players. */
final class FunctionScores implements CoalitionScores {
    private final double[] explained;
    private final double[][] background;
    private final ToDoubleFunction<double[]> function;
    int batch = 64;
    long budget = Long.MAX_VALUE;
    long scored;

    FunctionScores(double[] explained, double[][] background, ToDoubleFunction<double[]> function) {
        this.explained = explained;
        this.background = background;
        this.function = function;
    }

    @Override
    public int players() {
        return explained.length;
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public boolean score(BitSet[] coalitions, int[] backgrounds, int count, double[] scores) throws NotExplained {
        for (int i = 0; i < count; i++) {
            if (scored == budget) {
                return false;
            }
            scored++;
            double[] mixed = background[backgrounds[i]].clone();
            for (int p = 0; p < mixed.length; p++) {
                mixed[p] = coalitions[i].get(p) ? explained[p] : mixed[p];
            }
            scores[i] = function.applyAsDouble(mixed);
            if (!Double.isFinite(scores[i])) {
                throw new NotExplained("no number");
            }
        }
        return true;
    }

    /** Returns the mean of the function over the background. */
    double expected() {
        double sum = 0;
        for (double[] row : background) {
            sum += function.applyAsDouble(row);
        }
        return sum / background.length;
    }

    double output() {
        return function.applyAsDouble(explained);
    }

    int[] allRows() {
        int[] rows = new int[background.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
        return rows;
    }
}
