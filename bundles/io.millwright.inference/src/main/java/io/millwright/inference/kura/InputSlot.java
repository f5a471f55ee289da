package io.millwright.inference.kura;

import io.millwright.inference.kura.EngineState.Code;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.model.TensorSpec.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the elements of one feature, or of a whole input that has no features, lie in a buffer of one row.
 *
 * @param name the feature's, or the input's
 * @param input index of the input
 * @param offset index of the first element
 * @param stride elements from one to the next
 * @param count number of elements: 1 for a scalar feature without a window
 * @param rows rows of the window, 1 where there is none
 * @param feature what the model expects there, null for a whole input
 */
record InputSlot(
        String name, int input, ElementType type, int offset, int stride, int count, int rows, Feature feature) {

    /** Returns the slots of an input in the order of its features. */
    static List<InputSlot> of(TensorSpec spec, int input) throws Refused {
        List<Feature> features = spec.features();
        int elements = elementsPerRow(spec);
        List<InputSlot> slots = new ArrayList<>();
        if (features.isEmpty()) {
            slots.add(new InputSlot(spec.name(), input, spec.type(), 0, 1, elements, 1, null));
            return slots;
        }
        int columns = features.size();
        int count = elements / columns;
        boolean arrays = features.stream().anyMatch(feature -> feature.elements() > 1);
        // Arrays one after the other, or interleaved as rows of scalars always are.
        boolean apart = arrays && spec.layout() == Layout.CHANNELS_FIRST;
        for (int i = 0; i < columns; i++) {
            slots.add(new InputSlot(
                    features.get(i).name(),
                    input,
                    spec.type(),
                    apart ? i * count : i,
                    apart ? 1 : columns,
                    count,
                    arrays ? 1 : count,
                    features.get(i)));
        }
        return slots;
    }

    /** Returns the elements of one row of the batch. */
    static int elementsPerRow(TensorSpec spec) throws Refused {
        long[] shape = spec.shape();
        long elements = 1;
        for (int i = 1; i < shape.length; i++) {
            if (shape[i] < 1) {
                throw new Refused(
                        Code.MODEL_UNUSABLE,
                        spec.name() + " has the shape " + Arrays.toString(shape) + ", free beyond the first dimension",
                        "export the model with fixed dimensions");
            }
            elements *= shape[i];
        }
        return Math.toIntExact(elements);
    }

    int at(int element) {
        return offset + element * stride;
    }

    boolean categorical() {
        return feature != null && !feature.categories().isEmpty();
    }

    boolean optional() {
        return feature != null && feature.optional();
    }
}
