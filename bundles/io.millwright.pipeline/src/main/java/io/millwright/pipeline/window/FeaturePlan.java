package io.millwright.pipeline.window;

import io.millwright.model.Aggregate;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.grid.Statistic;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which tag fills which column of which input. Immutable; two models whose plans have the same layout can be swapped between
 * two windows. Names of tags may hold the place of an asset's name.
 *
 * @param tagNames the tags to subscribe, without duplicates: those of features, then those of conditions and numbers
 * @param features all features, input by input and column by column
 * @param inputs the model's inputs
 * @param rows rows of the feature window: the most that an input takes
 * @param statistics what is computed of the tags' samples
 * @param rowsBack how many rows that reaches back, at least 1
 * @param literals per tag the texts that conditions compare it with; empty lists for tags without
 * @param freeBatch whether the model takes several windows at once
 */
public record FeaturePlan(
        List<String> tagNames,
        List<Column> features,
        List<Input> inputs,
        int rows,
        List<Statistic> statistics,
        int rowsBack,
        List<List<String>> literals,
        boolean freeBatch) {
    /** The place of an asset's name. */
    public static final String ASSET = "{asset}";

    /** The element types that a lane writes and reads. */
    public static final Set<ElementType> TYPES = Collections.unmodifiableSet(EnumSet.of(
            ElementType.FLOAT32,
            ElementType.FLOAT64,
            ElementType.INT64,
            ElementType.INT32,
            ElementType.UINT8,
            ElementType.BOOL));

    /** Creates a plan. */
    public FeaturePlan {
        tagNames = List.copyOf(tagNames);
        features = List.copyOf(features);
        inputs = List.copyOf(inputs);
        statistics = List.copyOf(statistics);
        literals = literals.stream().map(List::copyOf).toList();
    }

    /** Returns the plan with an asset's name in its place in the tags' names. */
    public FeaturePlan of(String asset) {
        List<String> names =
                tagNames.stream().map(name -> name.replace(ASSET, asset)).toList();
        return new FeaturePlan(names, features, inputs, rows, statistics, rowsBack, literals, freeBatch);
    }

    /** Whether a window of one plan serves the other: everything is equal but the training ranges. */
    public boolean sameLayout(FeaturePlan other) {
        return withoutRanges().equals(other.withoutRanges());
    }

    private FeaturePlan withoutRanges() {
        List<Column> plain = features.stream().map(Column::withoutRange).toList();
        return new FeaturePlan(tagNames, plain, inputs, rows, statistics, rowsBack, literals, false);
    }

    /**
     * One column.
     *
     * @param name the feature's name
     * @param unit the unit that the model expects, or empty
     * @param min least value in the training data, NaN if unknown
     * @param max greatest value in the training data, NaN if unknown
     * @param categories texts whose index the model expects; empty for a number
     * @param codes index by the number that the PLC writes; empty where numbers are taken as they are
     * @param tag index in {@code tagNames}
     * @param type element type of the input
     * @param optional whether the model accepts NaN
     * @param aggregate how it is computed
     * @param spanMicros over which time, 0 for the row or the part
     * @param lagMicros how far before the row's time, or the part's end, that time ends
     * @param spanRows as rows of the grid, at least 1
     * @param lagRows as rows of the grid
     * @param statistic index in {@code statistics}, -1 for the value of the row as it is
     */
    public record Column(
            String name,
            String unit,
            double min,
            double max,
            List<String> categories,
            Map<Double, Integer> codes,
            int tag,
            ElementType type,
            boolean optional,
            Aggregate aggregate,
            long spanMicros,
            long lagMicros,
            int spanRows,
            int lagRows,
            int statistic) {
        /** Creates a column. */
        public Column {
            categories = List.copyOf(categories);
            codes = Map.copyOf(codes);
        }

        private Column withoutRange() {
            return new Column(
                    name,
                    unit,
                    Double.NaN,
                    Double.NaN,
                    categories,
                    codes,
                    tag,
                    type,
                    optional,
                    aggregate,
                    spanMicros,
                    lagMicros,
                    spanRows,
                    lagRows,
                    statistic);
        }

        /** Returns the least value that the input's element can take. */
        double least() {
            if (!categories.isEmpty()) {
                return 0;
            }
            return switch (type) {
                case FLOAT32 -> -Float.MAX_VALUE;
                case FLOAT64 -> -Double.MAX_VALUE;
                case INT64 -> Long.MIN_VALUE;
                case INT32 -> Integer.MIN_VALUE;
                case UINT8, BOOL -> 0;
            };
        }

        /** Returns the greatest value that the input's element can take. */
        double greatest() {
            if (!categories.isEmpty()) {
                return categories.size() - 1.0;
            }
            return switch (type) {
                case FLOAT32 -> Float.MAX_VALUE;
                case FLOAT64 -> Double.MAX_VALUE;
                    // The greatest double below 2^63.
                case INT64 -> Math.nextDown((double) Long.MAX_VALUE);
                case INT32 -> Integer.MAX_VALUE;
                case UINT8 -> 255;
                case BOOL -> 1;
            };
        }

        /** Whether only whole numbers make sense: the index of a category, or a Boolean. */
        boolean whole() {
            return !categories.isEmpty() || type == ElementType.BOOL;
        }
    }

    /**
     * One input.
     *
     * @param name its name in the ONNX graph
     * @param type its element type
     * @param rows rows that it takes, the newest ones of the window
     * @param firstFeature index of its first column in {@code features}
     * @param columns number of its columns
     */
    public record Input(String name, ElementType type, int rows, int firstFeature, int columns) {}
}
