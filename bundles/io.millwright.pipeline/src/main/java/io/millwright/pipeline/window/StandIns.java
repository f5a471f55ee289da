package io.millwright.pipeline.window;

import io.millwright.model.Imputation;
import io.millwright.pipeline.window.FeaturePlan.Column;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What stands in where features have no usable value, and where it did in the rows of a window. There only where a model asks for it.
 * Confined to a lane; allocates nothing after construction except the text of {@link #clause}.
 */
final class StandIns {
    private static final int NAMED = 5;

    private final List<Column> columns;
    private final Imputation[] by;
    private final double[] last;
    private final long[] lastMicros;
    private final boolean[] known;
    /** By row and column. */
    private final boolean[] used;

    private StandIns(List<Column> columns, int rows) {
        this.columns = columns;
        by = columns.stream().map(Column::impute).toArray(Imputation[]::new);
        last = new double[by.length];
        lastMicros = new long[by.length];
        known = new boolean[by.length];
        used = new boolean[rows * by.length];
    }

    /**
     * Returns what a plan asks for, or null if it asks for nothing.
     *
     * @param before of a plan of the same layout, whose last values stay known; null for none
     */
    static StandIns of(FeaturePlan plan, StandIns before) {
        if (plan.features().stream().allMatch(column -> column.impute() == null)) {
            return null;
        }
        StandIns now = new StandIns(plan.features(), plan.rows());
        if (before != null) {
            System.arraycopy(before.last, 0, now.last, 0, now.last.length);
            System.arraycopy(before.lastMicros, 0, now.lastMicros, 0, now.last.length);
            System.arraycopy(before.known, 0, now.known, 0, now.last.length);
            System.arraycopy(before.used, 0, now.used, 0, now.used.length);
        }
        return now;
    }

    /** A row begins that follows the one before. */
    void begin(int row) {
        Arrays.fill(used, row * by.length, (row + 1) * by.length, false);
    }

    /** Takes a usable value of a column. */
    void remember(int column, double value, long timeMicros) {
        last[column] = value;
        lastMicros[column] = timeMicros;
        known[column] = true;
    }

    /** Returns what stands in for a column's value in a row, NaN if nothing does. */
    double value(int row, int column, long timeMicros) {
        Imputation way = by[column];
        if (way == null) {
            return Double.NaN;
        }
        double value = way.value();
        if (way.hold()) {
            long age = timeMicros - lastMicros[column];
            value = known[column] && age >= 0 && age <= way.limitMillis() * 1000 ? last[column] : Double.NaN;
        }
        if (!Double.isNaN(value)) {
            used[row * by.length + column] = true;
        }
        return value;
    }

    /** Forgets the last value of a column. */
    void forget(int column) {
        known[column] = false;
    }

    /** Whether something stands in somewhere. */
    boolean used() {
        for (boolean one : used) {
            if (one) {
                return true;
            }
        }
        return false;
    }

    /** Returns a clause that names the features and what stands in, or nothing. It is the same for other last values. */
    String clause() {
        StringBuilder text = new StringBuilder();
        int features = 0;
        for (int column = 0; column < by.length; column++) {
            if (used(column)) {
                features++;
                if (features <= NAMED) {
                    text.append(text.isEmpty() ? "; imputed: " : ", ").append(described(column));
                }
            }
        }
        if (features > NAMED) {
            text.append(" and ").append(features - NAMED).append(" more");
        }
        return text.toString();
    }

    private boolean used(int column) {
        for (int at = column; at < used.length; at += by.length) {
            if (used[at]) {
                return true;
            }
        }
        return false;
    }

    private String described(int column) {
        Column described = columns.get(column);
        String name = "'" + described.name() + "' = ";
        if (by[column].hold()) {
            return name + "its last usable value";
        }
        double value = by[column].value();
        return name
                + (described.categories().isEmpty()
                        ? String.format(Locale.ROOT, "%s", value)
                        : described.categories().get((int) value));
    }
}
