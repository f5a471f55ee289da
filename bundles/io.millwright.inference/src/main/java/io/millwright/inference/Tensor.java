package io.millwright.inference;

import io.millwright.inference.worker.SharedTensor;
import io.millwright.model.Aggregate;
import io.millwright.model.Condition;
import io.millwright.model.ImageSpec;
import io.millwright.model.Imputation;
import io.millwright.model.TensorSpec;
import io.millwright.tensor.Elements;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One input or output as model.json declares it.
 *
 * @param dimensions as the api has them: the batch first, -1 where a runner takes any, else 1
 * @param batch first dimension of the graph's tensor if that is a batch: -1 (free) or its size; {@link #NO_BATCH} if it has none
 * @param texts of {@link ElementType#STRING} by the place of an element in a row; else empty
 */
record Tensor(
        String name,
        ElementType type,
        long[] dimensions,
        long batch,
        List<Feature> features,
        ImageSpec image,
        Layout layout,
        List<List<String>> texts)
        implements TensorSpec {
    static final long FREE_BATCH = -1;
    static final long NO_BATCH = 0;

    Tensor {
        dimensions = dimensions.clone();
        features = List.copyOf(features);
        texts = List.copyOf(texts);
    }

    /**
     * Creates a tensor that nothing fills.
     *
     * @param graphShape as the graph has it
     * @param batched whether its first dimension is the batch
     */
    static Tensor plain(String name, ElementType type, long[] graphShape, boolean batched) {
        int rest = batched ? 1 : 0;
        long[] dimensions = new long[graphShape.length - rest + 1];
        System.arraycopy(graphShape, rest, dimensions, 1, graphShape.length - rest);
        long batch = batched ? graphShape[0] : NO_BATCH;
        dimensions[0] = batch == FREE_BATCH || batch > 1 ? -1 : 1;
        return new Tensor(name, type, dimensions, batch, List.of(), null, Layout.CHANNELS_FIRST, List.of());
    }

    /** Returns it with what fills it. */
    Tensor filled(List<Feature> by, ImageSpec picture, Layout order) {
        return new Tensor(name, type, dimensions, batch, by, picture, order, texts);
    }

    /** Returns it with the texts that its elements may be. */
    Tensor withTexts(List<List<String>> known) {
        return new Tensor(name, type, dimensions, batch, features, image, layout, known);
    }

    /** Returns it with another batch. */
    Tensor withBatch(long other) {
        long[] changed = dimensions.clone();
        changed[0] = other == FREE_BATCH || other > 1 ? -1 : 1;
        return new Tensor(name, type, changed, other, features, image, layout, texts);
    }

    /** Returns the shape of the graph's tensor; -1 is free. */
    long[] graphShape() {
        if (batch == NO_BATCH) {
            return Arrays.copyOfRange(dimensions, 1, dimensions.length);
        }
        long[] shape = dimensions.clone();
        shape[0] = batch;
        return shape;
    }

    /** Returns how many rows are wanted of a fixed batch, which the runs that it takes fill up; 0 where there is none. */
    int wantedRows(int rows) {
        return batch > 1 ? rows : 0;
    }

    private long bufferRows(int rows) {
        return batch == FREE_BATCH ? rows : batch > 1 ? (rows + batch - 1) / batch * batch : 1;
    }

    /** Returns it as a worker is told of it, for so many rows. */
    SharedTensor shared(int rows) {
        return new SharedTensor(
                name,
                OnnxTypes.of(type).name(),
                runShape(rows),
                Math.toIntExact(bufferBytes(rows)),
                wantedRows(rows),
                texts);
    }

    /** Returns the bytes of a buffer for so many rows. */
    long bufferBytes(int rows) {
        return bufferRows(rows) * elementsPerRow() * Elements.bytes(type);
    }

    @Override
    public long[] shape() {
        return dimensions.clone();
    }

    /** Returns the elements of one row of the batch. */
    int elementsPerRow() {
        long elements = 1;
        for (int i = 1; i < dimensions.length; i++) {
            elements *= dimensions[i];
        }
        return Math.toIntExact(elements);
    }

    /** Returns the shape of the graph's tensor in a run that is asked for so many rows. */
    long[] runShape(int rows) {
        long[] shape = graphShape();
        if (batch == FREE_BATCH) {
            shape[0] = rows;
        }
        return shape;
    }

    /** Returns the shape of a buffer for so many rows. */
    long[] bufferShape(int rows) {
        long[] shape = dimensions.clone();
        shape[0] = dimensions[0] < 0 ? rows : 1;
        return shape;
    }

    /** Returns whether its features are arrays of several elements. */
    boolean ofArrays() {
        return features.stream().anyMatch(feature -> feature.elements() > 1);
    }

    /** One column or one array, see {@link TensorSpec.Feature}. */
    record Column(
            String name,
            String unit,
            double min,
            double max,
            List<String> categories,
            Map<Double, Integer> codes,
            String signal,
            Aggregate aggregate,
            long spanMillis,
            long lagMillis,
            Condition condition,
            double modulus,
            boolean optional,
            int elements,
            List<String> tagHints,
            Imputation impute)
            implements Feature {
        Column {
            tagHints = List.copyOf(tagHints);
            categories = List.copyOf(categories);
            codes = Collections.unmodifiableMap(new LinkedHashMap<>(codes));
        }
    }

    /** How a picture fills an input, see {@link ImageSpec}. */
    record Picture(
            Colour colour,
            Fit fit,
            double[] mean,
            double[] scale,
            int rawWidth,
            int rawHeight,
            Colour rawColour,
            boolean held)
            implements ImageSpec {
        Picture {
            mean = mean.clone();
            scale = scale.clone();
        }

        @Override
        public double[] mean() {
            return mean.clone();
        }

        @Override
        public double[] scale() {
            return scale.clone();
        }
    }
}
