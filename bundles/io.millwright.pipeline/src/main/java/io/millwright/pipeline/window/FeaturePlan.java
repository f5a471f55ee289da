package io.millwright.pipeline.window;

import io.millwright.model.Aggregate;
import io.millwright.model.Imputation;
import io.millwright.model.Reference;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.grid.Statistic;
import io.millwright.pipeline.reference.TrainingData;
import io.millwright.pipeline.shape.AssetShapes;
import io.millwright.pipeline.shape.PictureShape;
import io.millwright.pipeline.shape.Pictures;
import io.millwright.pipeline.shape.RingMemory;
import io.millwright.pipeline.shape.SampleRing;
import io.millwright.pipeline.shape.Shape;
import io.millwright.pipeline.state.Counters;
import io.millwright.tensor.Elements;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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
 * @param training what the training data were like, null where the model does not say
 */
public record FeaturePlan(
        List<String> tagNames,
        List<Column> features,
        List<Input> inputs,
        int rows,
        List<Statistic> statistics,
        int rowsBack,
        List<List<String>> literals,
        boolean freeBatch,
        TrainingData training) {
    /** The place of an asset's name. */
    public static final String ASSET = "{asset}";

    /** Inputs of a run, counted as 8 bytes an element, take so much at most unless a single window takes more. */
    private static final long MOST_RUN_BYTES = 64L << 20;

    /** The element types that a lane writes and reads. */
    public static final Set<ElementType> TYPES = Collections.unmodifiableSet(EnumSet.of(
            ElementType.FLOAT32,
            ElementType.FLOAT64,
            ElementType.INT64,
            ElementType.INT32,
            ElementType.UINT8,
            ElementType.BOOL,
            ElementType.FLOAT16,
            ElementType.BFLOAT16,
            ElementType.INT8,
            ElementType.INT16,
            ElementType.UINT16,
            ElementType.UINT32,
            ElementType.UINT64,
            ElementType.STRING));

    /** Types whose elements a 4-byte floating-point number does not hold. */
    private static final Set<ElementType> WIDE = EnumSet.of(
            ElementType.FLOAT64, ElementType.INT64, ElementType.INT32, ElementType.UINT32, ElementType.UINT64);

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
        return new FeaturePlan(names, features, inputs, rows, statistics, rowsBack, literals, freeBatch, training);
    }

    /** Returns the plan of a model that says what its training data were like, null for one that does not. */
    public FeaturePlan with(Reference of) {
        return new FeaturePlan(
                tagNames, features, inputs, rows, statistics, rowsBack, literals, freeBatch, TrainingData.of(of));
    }

    /**
     * Whether a window of one plan serves the other: everything is equal but what is known of the training data, hints for tags and what
     * stands in for missing values.
     */
    public boolean sameLayout(FeaturePlan other) {
        return withoutRanges().equals(other.withoutRanges());
    }

    /** Returns the greatest number of windows that may share a run: their inputs take a bounded part of memory. */
    public int windowsPerRun(int most) {
        long bytes = 1;
        for (Input input : inputs) {
            bytes += 8L * input.elements();
        }
        return (int) Math.max(1, Math.min(most, MOST_RUN_BYTES / bytes));
    }

    /** Returns how many rows of the batch a window takes: the tiles of its picture, else 1. */
    public int rowsPerWindow() {
        int tiles = 1;
        for (Column column : features) {
            tiles = column.shape() instanceof PictureShape picture ? Math.max(tiles, picture.tiles()) : tiles;
        }
        return tiles;
    }

    /** Whether a picture fills an input. */
    public boolean takesPictures() {
        return features.stream().anyMatch(column -> column.shape() instanceof PictureShape);
    }

    /** Whether an array's elements have to be kept as doubles for a column. */
    private static boolean wide(Column column) {
        return WIDE.contains(column.type());
    }

    /** Returns the columns whose samples are no numbers, one per tag. */
    private Map<Integer, Column> shaped() {
        Map<Integer, Column> shaped = new TreeMap<>();
        for (Column column : features) {
            if (column.shape() != null) {
                shaped.merge(column.tag(), column, (one, other) -> wide(one) ? one : other);
            }
        }
        return shaped;
    }

    /** Returns the least that the rings of so many assets take, bytes. */
    public long leastRingBytes(int assets) {
        return shaped().values().stream()
                .mapToLong(column -> RingMemory.leastBytes(column.shape(), wide(column), assets))
                .sum();
    }

    /**
     * Makes the rings of one asset.
     *
     * @param assets how many assets there are
     * @param pictures decodes, null where no picture fills an input
     */
    public AssetShapes shapes(int assets, Pictures pictures, Counters counters) {
        Map<Integer, Column> shaped = shaped();
        if (shaped.isEmpty()) {
            return AssetShapes.NONE;
        }
        SampleRing[] rings = new SampleRing[tagNames.size()];
        long all = (long) assets * shaped.size();
        shaped.forEach((tag, column) ->
                rings[tag] = RingMemory.ring(tagNames.get(tag), column.shape(), wide(column), all, pictures, counters));
        return new AssetShapes(rings);
    }

    private FeaturePlan withoutRanges() {
        List<Column> plain = features.stream().map(Column::plain).toList();
        return new FeaturePlan(tagNames, plain, inputs, rows, statistics, rowsBack, literals, false, null);
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
     * @param shape what a sample holds, null where it is a number
     * @param tagHints what tags that fit may look like
     * @param impute what stands in where there is no usable value, null for nothing
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
            int statistic,
            Shape shape,
            List<String> tagHints,
            Imputation impute) {
        /** Creates a column. */
        public Column {
            tagHints = List.copyOf(tagHints);
            categories = List.copyOf(categories);
            codes = Map.copyOf(codes);
        }

        /** Returns it without what may change under a window: the training range, hints, and what stands in. */
        private Column plain() {
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
                    statistic,
                    shape,
                    List.of(),
                    null);
        }

        /** Returns the least value that the input's element can take. */
        double least() {
            if (!categories.isEmpty()) {
                return 0;
            }
            return Elements.least(type);
        }

        /** Returns the greatest value that the input's element can take. */
        double greatest() {
            if (!categories.isEmpty()) {
                return categories.size() - 1.0;
            }
            return Elements.greatest(type);
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
     * @param elementsPerColumn elements that one column fills in a row: 1 unless samples are arrays or pictures
     * @param columnsFirst whether the elements of a column follow each other
     */
    public record Input(
            String name,
            ElementType type,
            int rows,
            int firstFeature,
            int columns,
            int elementsPerColumn,
            boolean columnsFirst) {
        /** Returns the number of elements of one window. */
        public int elements() {
            return rows * columns * elementsPerColumn;
        }
    }
}
