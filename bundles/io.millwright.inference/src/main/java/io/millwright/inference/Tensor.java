package io.millwright.inference;

import io.millwright.model.TensorSpec;
import java.util.List;

/** One input or output as model.json declares it. */
record Tensor(String name, ElementType type, long[] dimensions, List<Feature> features) implements TensorSpec {
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

    /** One column, see {@link TensorSpec.Feature}. */
    record Column(String name, String unit, double min, double max, List<String> categories) implements Feature {
        Column {
            categories = List.copyOf(categories);
        }
    }
}
