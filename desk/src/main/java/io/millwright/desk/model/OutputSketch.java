package io.millwright.desk.model;

import com.eclipsesource.json.JsonObject;

/**
 * An output of the graph.
 *
 * @param shape with nothing free but the batch
 * @param batched whether the first dimension is the batch
 */
record OutputSketch(String name, String type, long[] shape, boolean batched) {
    /** Returns the elements of one row of the batch. */
    int elements() {
        long elements = 1;
        for (int i = batched ? 1 : 0; i < shape.length; i++) {
            elements *= Math.max(1, shape[i]);
        }
        return (int) Math.min(Integer.MAX_VALUE, elements);
    }

    /** Whether a row of it is one list of elements. */
    boolean flat() {
        return java.util.Arrays.stream(shape)
                        .skip(batched ? 1 : 0)
                        .filter(d -> d > 1)
                        .count()
                <= 1;
    }

    /** Whether it may be the name or the number of a class: one whole number or text per row. */
    boolean labelLike() {
        return elements() == 1 && !Types.fraction(type);
    }

    JsonObject json() {
        return InputSketch.tensor(name, type, shape);
    }
}
