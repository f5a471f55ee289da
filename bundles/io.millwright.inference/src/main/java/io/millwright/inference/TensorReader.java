package io.millwright.inference;

import io.millwright.model.TensorSpec.ElementType;
import java.util.ArrayList;
import java.util.List;

/** Reads what inputs and outputs have in common: name, type, shape. */
final class TensorReader {
    private static final int TENSORS = 64;
    private static final int RANK = 8;
    private static final int GREATEST_BATCH = 65_536;
    private static final long ELEMENTS_PER_ROW = 16L << 20;

    private TensorReader() {}

    static List<JsonKey> some(JsonKey list) throws ModelRefused {
        List<JsonKey> elements = list.list(TENSORS);
        if (elements.isEmpty()) {
            throw list.wrong("must not be empty", "list the tensors of the graph");
        }
        return elements;
    }

    /** @param batch of the inputs: -1 (free), its size, or {@link Tensor#NO_BATCH} */
    static List<Tensor> outputs(JsonKey list, long batch) throws ModelRefused {
        List<Tensor> outputs = new ArrayList<>();
        for (JsonKey key : some(list)) {
            outputs.add(tensor(key, outputs, batch == Tensor.NO_BATCH ? 1 : batch));
        }
        return outputs;
    }

    /** Reads an input without what fills it. */
    static Tensor input(JsonKey key, List<Tensor> before) throws ModelRefused {
        return tensor(key, before, Tensor.NO_BATCH);
    }

    /** @param batch of the inputs where an output is read, which tells the batch from another first dimension */
    private static Tensor tensor(JsonKey key, List<Tensor> before, long batch) throws ModelRefused {
        JsonKey name = key.get("name");
        String text = name.text("[^\\p{Cntrl}]{1,200}", "1 to 200 printable characters");
        for (Tensor other : before) {
            if (other.name().equals(text)) {
                throw name.wrong("is listed twice", "list each tensor once");
            }
        }
        ElementType type = type(key.get("type"));
        long[] shape = shape(key.get("shape"));
        boolean batched = batched(key, shape, batch);
        limit(key.get("shape"), shape, batched);
        return Tensor.plain(text, type, shape, batched);
    }

    private static boolean batched(JsonKey key, long[] shape, long batch) throws ModelRefused {
        JsonKey said = key.find("batch");
        boolean batched = said == null
                ? shape.length > 0 && (batch == Tensor.NO_BATCH || shape[0] <= 1 || shape[0] == batch)
                : said.yes();
        if (batched && shape.length == 0) {
            throw said.wrong("is true, but the shape has no dimension", "write false, or remove it");
        }
        if (!batched && shape.length > 0 && shape[0] < 0) {
            throw said.wrong(
                    "is false, and the first dimension is free (-1)", "write how long that dimension is in the shape");
        }
        return batched;
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
        long[] shape = new long[dimensions.size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = dimensions.get(i).integer();
            if (shape[i] < 1 && (i > 0 || shape[i] != -1)) {
                throw dimensions
                        .get(i)
                        .wrong(
                                i == 0
                                        ? "the batch must be -1 (free) or its size"
                                        : "only the first dimension may be free",
                                "write how long this dimension is; the graph may leave it free");
            }
        }
        return shape;
    }

    private static void limit(JsonKey key, long[] shape, boolean batched) throws ModelRefused {
        long elements = 1;
        for (int i = batched ? 1 : 0; i < shape.length; i++) {
            elements *= Math.min(shape[i], ELEMENTS_PER_ROW + 1);
            if (elements > ELEMENTS_PER_ROW) {
                throw key.wrong("has more than " + ELEMENTS_PER_ROW + " elements per row", "use a smaller tensor");
            }
        }
        if (batched && shape[0] > GREATEST_BATCH) {
            throw key.wrong("has a batch of more than " + GREATEST_BATCH, "export with a free batch");
        }
    }
}
