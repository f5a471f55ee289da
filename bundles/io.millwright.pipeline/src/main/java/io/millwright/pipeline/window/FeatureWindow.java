package io.millwright.pipeline.window;

import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Picture;
import io.millwright.decision.Quality;
import io.millwright.model.Aggregate;
import io.millwright.model.Reference;
import io.millwright.pipeline.grid.QualityPolicy;
import io.millwright.pipeline.grid.RowGrid;
import io.millwright.pipeline.grid.Tally;
import io.millwright.pipeline.shape.AssetShapes;
import io.millwright.pipeline.shape.EncodedPicture;
import io.millwright.pipeline.shape.PictureLikeness;
import io.millwright.pipeline.shape.PictureShape;
import io.millwright.pipeline.shape.SampleRing;
import io.millwright.pipeline.window.FeaturePlan.Column;
import io.millwright.pipeline.window.RowQuality.Trouble;
import io.millwright.status.StatusCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The last rows of all features, with the quality of each row. Confined to its lane; allocates nothing after construction
 * except the text of {@link #reason}.
 */
public final class FeatureWindow {
    /** What every reason says that doubts a value for the training data's sake alone. */
    public static final String TRAINING = "the training";

    private FeaturePlan plan;
    private final List<String> names;
    /** With the asset's name, which a new model's plan does not have. */
    private final List<String> tagNames;

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
    /** Per column, null for numbers. */
    private final SampleRing[] rings;

    private final int[] numbers;
    private final double[] min;
    private final double[] max;

    private final double[] values;
    private final RowQuality quality;
    /** Null unless the model asks for it. */
    private StandIns standIns;

    private long newestMicros;
    /** Null where the model says nothing of its training data. */
    private Plausibility plausibility;

    private int newest = -1;
    private int filled;

    /**
     * Creates an empty window.
     *
     * @param plan rows and columns
     * @param policy what holds while a status is not Good
     * @param shapes the rings of the asset's arrays and pictures
     */
    public FeatureWindow(FeaturePlan plan, QualityPolicy policy, AssetShapes shapes) {
        this.plan = plan;
        this.skip = policy == QualityPolicy.SKIP;
        rows = plan.rows();
        tagNames = plan.tagNames();
        List<Column> features = plan.features();
        numbers = IntStream.range(0, features.size())
                .filter(column -> features.get(column).shape() == null)
                .toArray();
        names = IntStream.of(numbers)
                .mapToObj(column -> features.get(column).name())
                .toList();
        columns = features.size();
        tagOf = features.stream().mapToInt(Column::tag).toArray();
        least = features.stream().mapToDouble(Column::least).toArray();
        greatest = features.stream().mapToDouble(Column::greatest).toArray();
        min = new double[columns];
        max = new double[columns];
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
        rings = features.stream().map(column -> shapes.ring(column.tag())).toArray(SampleRing[]::new);
        values = new double[rows * columns];
        quality = new RowQuality(rows, rings, tagNames);
        ranges(plan);
    }

    /** An unknown bound bounds nothing. */
    private static double bound(double value, int sign) {
        return Double.isNaN(value) ? sign * Double.POSITIVE_INFINITY : value;
    }

    /** Takes over the training ranges, and what stands in for missing values, of a plan of the same layout, for the rows from here on. */
    public void ranges(FeaturePlan now) {
        plan = now;
        standIns = StandIns.of(now, standIns);
        for (int column = 0; column < columns; column++) {
            min[column] = bound(now.features().get(column).min(), -1);
            max[column] = bound(now.features().get(column).max(), 1);
        }
        plausibility = Plausibility.of(now, tagNames);
        for (int column = 0; column < columns; column++) {
            if (rings[column] != null) {
                rings[column].compareWith(likeness(now, column));
            }
        }
    }

    /** Returns what the training data were like, or null. */
    Reference reference() {
        return plan.training() == null ? null : plan.training().reference();
    }

    private static PictureLikeness likeness(FeaturePlan plan, int column) {
        Reference reference = plan.training() == null ? null : plan.training().reference();
        return reference == null
                ? null
                : reference.pictures().stream()
                        .filter(picture -> picture.input()
                                .equals(plan.features().get(column).name()))
                        .findFirst()
                        .map(PictureLikeness::new)
                        .orElse(null);
    }

    /** Starts anew: the rows so far are not followed by the next one. */
    public void clear() {
        filled = 0;
        if (plausibility != null) {
            plausibility.restart();
        }
    }

    /** The values of a tag so far have another meaning than those that follow. */
    void forget(int tag) {
        for (int column = 0; standIns != null && column < columns; column++) {
            if (tagOf[column] == tag) {
                standIns.forget(column);
            }
        }
    }

    /** Time went back: no value of before stands in. */
    void forgetAll() {
        for (int column = 0; standIns != null && column < columns; column++) {
            standIns.forget(column);
        }
    }

    /** Whether something stands in for a missing value in a row. */
    boolean imputed() {
        return standIns != null && standIns.used();
    }

    /** Whether all rows are there. */
    public boolean full() {
        return filled == rows;
    }

    /**
     * Takes the grid's row.
     *
     * @param timeMicros the row's time
     */
    public void add(RowGrid grid, boolean dropped, long timeMicros) {
        if (!grid.statistics().covers(plan.rowsBack(), 0)) {
            filled = 0;
            return;
        }
        begin(timeMicros);
        if (dropped) {
            quality.dropped();
        }
        for (int column = 0; column < columns; column++) {
            if (statistic[column] < 0) {
                take(grid, column);
            } else {
                Tally tally = grid.statistics().over(statistic[column], spanRows[column], lagRows[column]);
                put(column, tally);
            }
        }
        judge();
    }

    /** All columns of the row that was begun are there. */
    void judge() {
        if (plausibility != null && quality.ofNewest() != RowGrid.BAD) {
            String why = plausibility.judge(values, newest * columns, quality.ofNewest() == RowGrid.GOOD);
            if (why != null) {
                doubt(why);
            }
        }
    }

    private void take(RowGrid grid, int column) {
        int tag = tagOf[column];
        double value = grid.value(tag);
        byte inputQuality = grid.quality(tag);
        if (inputQuality == RowGrid.BAD) {
            if (standsIn(column, grid.status(tag))) {
                return;
            }
            if (optional[column]) {
                set(column, Double.NaN);
                return;
            }
        }
        set(column, value);
        if (inputQuality == RowGrid.UNCERTAIN && StatusCodes.isGood(grid.status(tag))) {
            quality.note(column, RowGrid.UNCERTAIN, Trouble.AHEAD, 0);
        } else if (inputQuality != RowGrid.GOOD) {
            boolean held = inputQuality == RowGrid.UNCERTAIN && !StatusCodes.isUncertain(grid.status(tag));
            quality.noteStatus(column, inputQuality, held ? Trouble.HELD : Trouble.STATUS, grid.status(tag));
        }
        if (inputQuality != RowGrid.BAD) {
            check(column, value);
        }
        if (standIns != null && inputQuality == RowGrid.GOOD) {
            remember(column, value);
        }
    }

    /** Has something stand in for a value that is not usable; returns false if nothing does. */
    private boolean standsIn(int column, int status) {
        double value = standIns == null ? Double.NaN : standIns.value(newest, column, newestMicros);
        if (Double.isNaN(value)) {
            return false;
        }
        set(column, value);
        quality.noteStatus(column, RowGrid.UNCERTAIN, Trouble.IMPUTED, status);
        check(column, value);
        return true;
    }

    private void remember(int column, double value) {
        if (fits(column, value)) {
            standIns.remember(column, value, newestMicros);
        }
    }

    /**
     * Begins a row that follows the one before.
     *
     * @param timeMicros its time
     */
    void begin(long timeMicros) {
        newestMicros = timeMicros;
        newest = newest + 1 == rows ? 0 : newest + 1;
        filled = Math.min(rows, filled + 1);
        quality.begin(newest);
        if (standIns != null) {
            standIns.begin(newest);
        }
    }

    /** Takes a sample of an array or a picture into the row that was begun; NaN for none. */
    void put(int column, double generation, int status) {
        set(column, generation);
        if (Double.isNaN(generation)) {
            if (!optional[column]) {
                quality.noteStatus(column, RowGrid.BAD, Trouble.STATUS, status);
            }
            return;
        }
        if (!StatusCodes.isGood(status)) {
            quality.noteStatus(column, RowGrid.UNCERTAIN, Trouble.STATUS, status);
        }
        check(column, generation);
    }

    /** Takes what was computed of a column's samples into the row that was begun. */
    void put(int column, Tally tally) {
        // Of a signal that is dead all the time even a sum of 0 says nothing.
        double value = tally.nothing() ? Double.NaN : tally.value(aggregate[column]);
        set(column, value);
        if (Double.isNaN(value)) {
            int status = StatusCodes.isGood(tally.status()) ? StatusCodes.BAD_NO_DATA : tally.status();
            if (!standsIn(column, status) && !optional[column]) {
                quality.noteStatus(column, RowGrid.BAD, Trouble.STATUS, status);
            }
            return;
        }
        if (!StatusCodes.isGood(tally.status())) {
            quality.noteStatus(column, RowGrid.UNCERTAIN, Trouble.PARTLY, tally.status());
        }
        check(column, value);
        if (standIns != null) {
            remember(column, value);
        }
    }

    private void set(int column, double value) {
        values[newest * columns + column] = value;
    }

    private void check(int column, double value) {
        if (rings[column] != null) {
            String unlike = rings[column].unlike(value);
            if (unlike != null) {
                doubt(unlike);
            }
            double low = rings[column].least(value);
            if (!Double.isNaN(low)) {
                checkNumber(column, low);
                checkNumber(column, rings[column].greatest(value));
            }
        } else {
            checkNumber(column, value);
        }
    }

    private boolean fits(int column, double value) {
        return value >= least[column] && value <= greatest[column] && !(whole[column] && value != Math.rint(value));
    }

    private void checkNumber(int column, double value) {
        if (!fits(column, value)) {
            quality.note(column, RowGrid.BAD, Trouble.MISFIT, StatusCodes.BAD_OUT_OF_RANGE);
        } else if (value < min[column] || value > max[column]) {
            quality.note(column, RowGrid.UNCERTAIN, Trouble.RANGE, 0);
        }
    }

    /** The row that was begun is not what it seems to be: at best UNCERTAIN, with this reason. */
    void doubt(String reason) {
        if (filled > 0) {
            quality.doubt(reason);
        }
    }

    /** Whether the policy forbids a decision: it skips windows with an input whose status is not Good. */
    public boolean skipped() {
        return skip && quality.anyStatusNotGood();
    }

    /** Returns the worst quality of all rows. */
    public Quality quality() {
        return quality.worst();
    }

    /** Returns why the quality is not Good, without values, so that an unchanged trouble has an unchanged text. */
    public String reason() {
        return quality.reason(plan) + (standIns == null ? "" : standIns.clause());
    }

    /** Returns the ring of a column's samples, or null where they are numbers. */
    SampleRing ring(int column) {
        return rings[column];
    }

    /** Returns a copy of the numbers that the model reads. */
    public FeatureSnapshot snapshot() {
        double[] copy = new double[rows * numbers.length];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < numbers.length; i++) {
                copy[row * numbers.length + i] = value(rows - 1 - row, numbers[i]);
            }
        }
        return new Snapshot(names, rows, copy);
    }

    /** Returns the pictures that the model sees, as they came; of one that is missing none. */
    public List<Picture> pictures() {
        List<Picture> seen = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            double generation = rings[column] == null ? Double.NaN : value(0, column);
            EncodedPicture encoded = Double.isNaN(generation) ? null : rings[column].encoded(generation);
            if (encoded != null) {
                Column of = plan.features().get(column);
                seen.add(new SeenPicture(of.name(), ((PictureShape) of.shape()).held(), encoded));
            }
        }
        return seen;
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
