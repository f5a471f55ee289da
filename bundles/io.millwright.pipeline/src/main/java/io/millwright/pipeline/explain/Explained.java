package io.millwright.pipeline.explain;

import io.millwright.decision.Contribution;
import io.millwright.decision.Decision;
import io.millwright.decision.Explanation;
import io.millwright.decision.HeatMap;
import java.util.List;

/** One explanation, see {@link Explanation}. */
record Explained(
        Decision decision,
        String reading,
        String label,
        Method method,
        Scale scale,
        double output,
        double expected,
        List<Contribution> contributions,
        HeatMap heatMap,
        int backgroundRows,
        long runs,
        double done,
        long millis)
        implements Explanation {
    Explained {
        contributions = List.copyOf(contributions);
    }

    /** One contribution, see {@link Contribution}. */
    record Part(String feature, String through, int from, int to, double value, double amount, double error)
            implements Contribution {}

    /**
     * One heat map, see {@link HeatMap}.
     *
     * @param values by place, row by row
     * @param greatest the place of the greatest one
     */
    record Map(String input, HeatGrid grid, double[] values, int greatest, int x, int y, int tile) implements HeatMap {
        Map {
            values = values.clone();
        }

        @Override
        public double[] values() {
            return values.clone();
        }

        @Override
        public int rows() {
            return grid.rows();
        }

        @Override
        public int columns() {
            return grid.columns();
        }

        @Override
        public double value(int row, int column) {
            if (row < 0 || row >= rows() || column < 0 || column >= columns()) {
                throw new IndexOutOfBoundsException("row " + row + ", column " + column);
            }
            return values[row * columns() + column];
        }

        @Override
        public int row() {
            return greatest / grid.columns();
        }

        @Override
        public int column() {
            return greatest % grid.columns();
        }
    }
}
