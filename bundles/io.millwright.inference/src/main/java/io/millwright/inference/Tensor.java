package io.millwright.inference;

import io.millwright.model.Aggregate;
import io.millwright.model.Condition;
import io.millwright.model.ImageSpec;
import io.millwright.model.TensorSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One input or output as model.json declares it. */
record Tensor(String name, ElementType type, long[] dimensions, List<Feature> features, ImageSpec image, Layout layout)
        implements TensorSpec {
    Tensor {
        dimensions = dimensions.clone();
        features = List.copyOf(features);
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

    /** Returns the shape with a free first dimension set to {@code batch}. */
    long[] shape(int batch) {
        long[] shape = dimensions.clone();
        if (shape[0] < 0) {
            shape[0] = batch;
        }
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
            int elements)
            implements Feature {
        Column {
            categories = List.copyOf(categories);
            codes = Collections.unmodifiableMap(new LinkedHashMap<>(codes));
        }
    }

    /** How a picture fills an input, see {@link ImageSpec}. */
    record Picture(Colour colour, Fit fit, double[] mean, double[] scale, int rawWidth, int rawHeight, Colour rawColour)
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
