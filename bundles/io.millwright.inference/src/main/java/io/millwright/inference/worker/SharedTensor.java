package io.millwright.inference.worker;

import java.util.List;

/**
 * A tensor on shared memory.
 *
 * @param elementType ONNX Runtime's name of the type
 * @param bytes of all its elements
 * @param shape of one run
 * @param rows how many rows are wanted where the graph fixes a batch, which may take several runs; 0: one run of all rows
 * @param texts by the place of an element in a row, or one list for all; empty for numbers
 */
public record SharedTensor(
        String name, String elementType, long[] shape, int bytes, int rows, List<List<String>> texts) {
    /** Creates one. */
    public SharedTensor {
        texts = List.copyOf(texts);
    }

    /** Returns the shape of what all runs give together. */
    long[] wholeShape() {
        long[] whole = shape.clone();
        if (rows > 0) {
            whole[0] = rows;
        }
        return whole;
    }

    /** Creates one of numbers whose rows are all wanted. */
    public SharedTensor(String name, String elementType, long[] shape, int bytes) {
        this(name, elementType, shape, bytes, 0, List.of());
    }
}
