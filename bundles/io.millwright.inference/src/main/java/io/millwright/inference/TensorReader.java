package io.millwright.inference;

import io.millwright.model.TensorSpec.ElementType;
import io.millwright.model.TensorSpec.Layout;
import java.util.ArrayList;
import java.util.List;

/** Reads what inputs and outputs have in common: name, type, shape. */
final class TensorReader {
    private static final int TENSORS = 64;
    private static final int RANK = 8;
    private static final long ELEMENTS_PER_ROW = 16L << 20;

    private TensorReader() {}

    static List<JsonKey> some(JsonKey list) throws ModelRefused {
        List<JsonKey> elements = list.list(TENSORS);
        if (elements.isEmpty()) {
            throw list.wrong("must not be empty", "list the tensors of the graph");
        }
        return elements;
    }

    static List<Tensor> outputs(JsonKey list) throws ModelRefused {
        List<Tensor> outputs = new ArrayList<>();
        for (JsonKey key : some(list)) {
            outputs.add(tensor(key, outputs));
        }
        return outputs;
    }

    /** Reads a tensor without features. */
    static Tensor tensor(JsonKey key, List<Tensor> before) throws ModelRefused {
        JsonKey name = key.get("name");
        String text = name.text("[^\\p{Cntrl}]{1,200}", "1 to 200 printable characters");
        for (Tensor other : before) {
            if (other.name().equals(text)) {
                throw name.wrong("is listed twice", "list each tensor once");
            }
        }
        return new Tensor(text, type(key.get("type")), shape(key.get("shape")), List.of(), null, Layout.CHANNELS_FIRST);
    }

    private static ElementType type(JsonKey key) throws ModelRefused {
        String text = key.text();
        for (ElementType type : ElementType.values()) {
            if (type.name().equals(text)) {
                return type;
            }
        }
        throw key.wrong("is no element type", "use one of " + List.of(ElementType.values()));
    }

    private static long[] shape(JsonKey key) throws ModelRefused {
        List<JsonKey> dimensions = key.list(RANK);
        if (dimensions.isEmpty()) {
            throw key.wrong("has no dimension", "write the batch, -1, as the first dimension");
        }
        long[] shape = new long[dimensions.size()];
        long elements = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = dimensions.get(i).integer();
            if (i == 0 && shape[0] != -1 && shape[0] != 1) {
                throw dimensions.get(0).wrong("the batch must be -1 (free) or 1", "export with a free batch");
            }
            if (i > 0 && shape[i] < 1) {
                throw dimensions
                        .get(i)
                        .wrong("only the first dimension may be free", "export the graph with this dimension fixed");
            }
            elements = i == 0 ? 1 : elements * Math.min(shape[i], ELEMENTS_PER_ROW + 1);
            if (elements > ELEMENTS_PER_ROW) {
                throw key.wrong("has more than " + ELEMENTS_PER_ROW + " elements per row", "use a smaller tensor");
            }
        }
        return shape;
    }
}
