package io.millwright.pipeline.window;

import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Quality;
import io.millwright.model.Aggregate;
import io.millwright.pipeline.grid.QualityPolicy;
import io.millwright.pipeline.grid.RowGrid;
import io.millwright.pipeline.grid.Tally;
import io.millwright.pipeline.window.FeaturePlan.Column;
import io.millwright.status.StatusCodes;
import java.util.List;

/**
 * The last rows of all features, with the quality of each row. Confined to its lane; allocates nothing after construction
 * except the text of {@link #reason}.
 */
public final class FeatureWindow {
    /** What is the matter with a row. */
    private enum Trouble {
        NONE,
        STATUS,
        HELD,
        MISFIT,
        RANGE,
        AHEAD,
        DROPPED,
        PARTLY,
        DOUBT
    }

    private FeaturePlan plan;
    private final List<String> names;
    private final boolean skip;
    private final int rows;
    private final int columns;
    private final int[] tagOf;
    private final double[] least;
    private final double[] greatest;
    private final boolean[] whole;
    private final boolean[] optional;
    private final Aggregate[] aggregate;
    private final int[] statistic;
    private final int[] spanRows;
    private final int[] lagRows;
    private final String[] doubt;
    private final double[] min;
    private final double[] max;

    private final double[] values;
    private final byte[] quality;
    private final boolean[] notGood;
    private final Trouble[] trouble;
    private final int[] troubleColumn;
    private final int[] troubleStatus;
    private int newest = -1;
    private int filled;

    /**
     * Creates an empty window.
     *
     * @param plan rows and columns
     * @param policy what holds while a status is not Good
     */
    public FeatureWindow(FeaturePlan plan, QualityPolicy policy) {
        this.plan = plan;
        this.skip = policy == QualityPolicy.SKIP;
        rows = plan.rows();
        names = plan.features().stream().map(Column::name).toList();
        List<Column> features = plan.features();
        columns = features.size();
        tagOf = features.stream().mapToInt(Column::tag).toArray();
        least = features.stream().mapToDouble(Column::least).toArray();
        greatest = features.stream().mapToDouble(Column::greatest).toArray();
        min = new double[columns];
        max = new double[columns];
        ranges(plan);
        whole = new boolean[columns];
        optional = new boolean[columns];
        for (int column = 0; column < columns; column++) {
            whole[column] = features.get(column).whole();
            optional[column] = features.get(column).optional();
        }
        aggregate = features.stream().map(Column::aggregate).toArray(Aggregate[]::new);
        statistic = features.stream().mapToInt(Column::statistic).toArray();
        spanRows = features.stream().mapToInt(Column::spanRows).toArray();
        lagRows = features.stream().mapToInt(Column::lagRows).toArray();
        values = new double[rows * columns];
        quality = new byte[rows];
        notGood = new boolean[rows];
        trouble = new Trouble[rows];
        troubleColumn = new int[rows];
        troubleStatus = new int[rows];
        doubt = new String[rows];
    }

    /** An unknown bound bounds nothing. */
    private static double bound(double value, int sign) {
        return Double.isNaN(value) ? sign * Double.POSITIVE_INFINITY : value;
    }

    /** Takes over the training ranges of a plan of the same layout, for the rows from here on. */
    public void ranges(FeaturePlan now) {
        plan = now;
        for (int column = 0; column < columns; column++) {
            min[column] = bound(now.features().get(column).min(), -1);
            max[column] = bound(now.features().get(column).max(), 1);
        }
    }

    /** Starts anew: the rows so far are not followed by the next one. */
    public void clear() {
        filled = 0;
    }

    /** Whether all rows are there. */
    public boolean full() {
        return filled == rows;
    }

    /** Takes the grid's row. */
    public void add(RowGrid grid, boolean dropped) {
        if (!grid.statistics().covers(plan.rowsBack(), 0)) {
            filled = 0;
            return;
        }
        begin();
        if (dropped) {
            note(RowGrid.UNCERTAIN, Trouble.DROPPED, 0, 0);
        }
        for (int column = 0; column < columns; column++) {
            if (statistic[column] < 0) {
                take(grid, column);
            } else {
                Tally tally = grid.statistics().over(statistic[column], spanRows[column], lagRows[column]);
                put(column, tally);
            }
        }
    }

    private void take(RowGrid grid, int column) {
        int tag = tagOf[column];
        double value = grid.value(tag);
        byte inputQuality = grid.quality(tag);
        if (inputQuality == RowGrid.BAD && optional[column]) {
            set(column, Double.NaN);
            return;
        }
        set(column, value);
        if (inputQuality == RowGrid.UNCERTAIN && StatusCodes.isGood(grid.status(tag))) {
            note(RowGrid.UNCERTAIN, Trouble.AHEAD, column, 0);
        } else if (inputQuality != RowGrid.GOOD) {
            boolean held = inputQuality == RowGrid.UNCERTAIN && !StatusCodes.isUncertain(grid.status(tag));
            note(inputQuality, held ? Trouble.HELD : Trouble.STATUS, column, grid.status(tag));
            notGood[newest] = true;
        }
        if (inputQuality != RowGrid.BAD) {
            check(column, value);
        }
    }

    /** Begins a row that follows the one before. */
    void begin() {
        newest = newest + 1 == rows ? 0 : newest + 1;
        filled = Math.min(rows, filled + 1);
        quality[newest] = RowGrid.GOOD;
        notGood[newest] = false;
        trouble[newest] = Trouble.NONE;
    }

    /** Takes what was computed of a column's samples into the row that was begun. */
    void put(int column, Tally tally) {
        // Of a signal that is dead all the time even a sum of 0 says nothing.
        double value = tally.nothing() ? Double.NaN : tally.value(aggregate[column]);
        set(column, value);
        if (Double.isNaN(value)) {
            if (!optional[column]) {
                boolean silent = StatusCodes.isGood(tally.status());
                note(RowGrid.BAD, Trouble.STATUS, column, silent ? StatusCodes.BAD_NO_DATA : tally.status());
                notGood[newest] = true;
            }
            return;
        }
        if (!StatusCodes.isGood(tally.status())) {
            note(RowGrid.UNCERTAIN, Trouble.PARTLY, column, tally.status());
            notGood[newest] = true;
        }
        check(column, value);
    }

    private void set(int column, double value) {
        values[newest * columns + column] = value;
    }

    private void check(int column, double value) {
        boolean fits = value >= least[column] && value <= greatest[column];
        if (!fits || whole[column] && value != Math.rint(value)) {
            note(RowGrid.BAD, Trouble.MISFIT, column, StatusCodes.BAD_OUT_OF_RANGE);
        } else if (value < min[column] || value > max[column]) {
            note(RowGrid.UNCERTAIN, Trouble.RANGE, column, 0);
        }
    }

    /** The row that was begun is not what it seems to be: at best UNCERTAIN, with this reason. */
    void doubt(String reason) {
        if (filled == 0) {
            return;
        }
        if (quality[newest] < RowGrid.UNCERTAIN) {
            doubt[newest] = reason;
        }
        note(RowGrid.UNCERTAIN, Trouble.DOUBT, 0, 0);
    }

    private void note(byte worse, Trouble what, int column, int status) {
        if (worse > quality[newest]) {
            quality[newest] = worse;
            trouble[newest] = what;
            troubleColumn[newest] = column;
            troubleStatus[newest] = status;
        }
    }

    /** Whether the policy forbids a decision: it skips windows with an input whose status is not Good. */
    public boolean skipped() {
        if (!skip) {
            return false;
        }
        for (boolean row : notGood) {
            if (row) {
                return true;
            }
        }
        return false;
    }

    /** Returns the worst quality of all rows. */
    public Quality quality() {
        byte worst = quality[worstRow()];
        return worst == RowGrid.GOOD ? Quality.GOOD : worst == RowGrid.UNCERTAIN ? Quality.UNCERTAIN : Quality.BAD;
    }

    private int worstRow() {
        int worst = newest;
        for (int age = 1; age < rows; age++) {
            int row = newest - age < 0 ? newest - age + rows : newest - age;
            if (quality[row] > quality[worst]) {
                worst = row;
            }
        }
        return worst;
    }

    /** Returns why the quality is not Good, without values, so that an unchanged trouble has an unchanged text. */
    public String reason() {
        int row = worstRow();
        Column column = plan.features().get(troubleColumn[row]);
        String tag = "tag '" + plan.tagNames().get(column.tag()) + "': ";
        return switch (trouble[row]) {
            case NONE -> "";
            case STATUS -> tag + StatusCodes.name(troubleStatus[row]);
            case HELD -> tag + StatusCodes.name(troubleStatus[row]) + ", last Good value held";
            case MISFIT -> column.categories().isEmpty()
                    ? "feature '" + column.name() + "': value does not fit " + column.type()
                    : "feature '" + column.name() + "': no index of a category, 0 to "
                            + (column.categories().size() - 1);
            case RANGE -> "feature '" + column.name() + "': outside the training range " + column.min() + " to "
                    + column.max() + (column.unit().isEmpty() ? "" : " " + column.unit());
            case AHEAD -> tag + "a newer value lies too far ahead of the connection's clock";
            case DROPPED -> "dropped samples";
            case PARTLY -> tag + StatusCodes.name(troubleStatus[row]) + " for a part of the time";
            case DOUBT -> doubt[row];
        };
    }

    /** Returns a copy of what the model reads. */
    public FeatureSnapshot snapshot() {
        double[] copy = new double[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                copy[row * columns + column] = value(rows - 1 - row, column);
            }
        }
        return new Snapshot(names, rows, copy);
    }

    /** A copy of a window, the oldest row first. */
    private record Snapshot(List<String> features, int rows, double[] values) implements FeatureSnapshot {
        @Override
        public double value(int row, int column) {
            return values[row * features.size() + column];
        }
    }

    /**
     * Returns a value of the window.
     *
     * @param age 0 for the newest row
     * @param column index of the feature in the plan
     */
    double value(int age, int column) {
        int row = newest - age < 0 ? newest - age + rows : newest - age;
        return values[row * columns + column];
    }
}
