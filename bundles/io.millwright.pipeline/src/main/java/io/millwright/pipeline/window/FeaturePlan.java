package io.millwright.pipeline.window;

import io.millwright.model.TensorSpec.ElementType;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which tag fills which column of which input. Immutable; two models whose plans have the same layout can be swapped between
 * two windows.
 *
 * @param tagNames the tags to subscribe, without duplicates
 * @param features all features, input by input and column by column
 * @param inputs the model's inputs
 * @param rows rows of the feature window: the most that an input takes
 */
public record FeaturePlan(List<String> tagNames, List<Column> features, List<Input> inputs, int rows) {
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
    }

    /** Whether a window of one plan serves the other: everything is equal but the training ranges. */
    public boolean sameLayout(FeaturePlan other) {
        return withoutRanges().equals(other.withoutRanges());
    }

    private FeaturePlan withoutRanges() {
        List<Column> plain = features.stream()
                .map(c -> new Column(c.name(), c.unit(), Double.NaN, Double.NaN, c.categories(), c.tag(), c.type()))
                .toList();
        return new FeaturePlan(tagNames, plain, inputs, rows);
    }

    /**
     * One column.
     *
     * @param name the feature's name
     * @param unit the unit that the model expects, or empty
     * @param min least value in the training data, NaN if unknown
     * @param max greatest value in the training data, NaN if unknown
     * @param categories texts whose index the model expects; empty for a number
     * @param tag index in {@code tagNames}
     * @param type element type of the input
     */
    public record Column(
            String name, String unit, double min, double max, List<String> categories, int tag, ElementType type) {
        /** Creates a column. */
        public Column {
            categories = List.copyOf(categories);
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
