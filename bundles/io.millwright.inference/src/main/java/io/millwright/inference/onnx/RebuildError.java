package io.millwright.inference.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives an ONNX file that rebuilds its input (an autoencoder) one more output: the mean of the squared differences, one number per row
 * (field numbers from onnx.proto3 of the ONNX project). Four nodes that every operator set from 7 on has come behind the others; every
 * other byte of the file stays. Deterministic; the file is streamed.
 */
public final class RebuildError {
    /** More elements per row are refused: each has a weight in the file. */
    public static final int MOST_ELEMENTS = 1 << 20;

    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int GRAPH_OUTPUT = 12;
    private static final int NODE_INPUT = 1;
    private static final int NODE_OUTPUT = 2;
    private static final int NODE_OPERATOR = 4;
    private static final int NODE_ATTRIBUTE = 5;
    private static final int ATTRIBUTE_NAME = 1;
    private static final int ATTRIBUTE_INTEGER = 3;
    private static final int ATTRIBUTE_TYPE = 20;
    private static final int INTEGER = 2;
    private static final int DATA_DIMENSION = 1;
    private static final int DATA_TYPE = 2;
    private static final int DATA_NAME = 8;
    private static final int DATA_RAW = 9;
    private static final int VALUE_NAME = 1;
    private static final int VALUE_TYPE = 2;
    private static final int TYPE_TENSOR = 1;
    private static final int TENSOR_ELEMENT = 1;
    private static final int TENSOR_SHAPE = 2;
    private static final int SHAPE_DIMENSION = 1;
    private static final int DIMENSION_VALUE = 1;
    private static final int FLOAT = 1;

    private RebuildError() {}

    /**
     * What is compared.
     *
     * @param input an input of 32-bit floats whose first dimension is the batch
     * @param output the output that rebuilds it, of the same shape
     * @param batch its first dimension, -1 where it is free
     * @param elements of one row, {@link #MOST_ELEMENTS} at most
     * @param error the name of the new output, which nothing in the graph may have
     */
    public record Rebuilt(String input, String output, long batch, int elements, String error) {}

    /**
     * Writes the file with the output.
     *
     * @param edited another file
     * @throws OnnxRefused if the file is damaged
     */
    public static void add(Path onnx, Path edited, Rebuilt rebuilt) throws IOException, OnnxRefused {
        List<FileEdit> edits = new ArrayList<>();
        try (ProtoReader in = new ProtoReader(onnx)) {
            while (in.next()) {
                if (in.is(MODEL_GRAPH, ProtoReader.BYTES)) {
                    long start = in.start();
                    long outer = in.enter();
                    long content = in.position();
                    while (in.next()) {
                        in.skip();
                    }
                    in.leave(outer);
                    byte[] more = more(rebuilt);
                    long length = in.position() - content + more.length;
                    edits.add(new FileEdit(in.position(), in.position(), more));
                    edits.add(new FileEdit(
                            start,
                            content,
                            new ProtoMessage().head(MODEL_GRAPH, length).bytes()));
                } else {
                    in.skip();
                }
            }
        }
        FileEdit.copy(onnx, edited, edits);
    }

    private static byte[] more(Rebuilt rebuilt) {
        String difference = rebuilt.error() + "_difference";
        String squares = rebuilt.error() + "_squares";
        String rows = rebuilt.error() + "_rows";
        String mean = rebuilt.error() + "_mean";
        ProtoMessage axis = new ProtoMessage()
                .text(ATTRIBUTE_NAME, "axis")
                .integer(ATTRIBUTE_INTEGER, 1)
                .integer(ATTRIBUTE_TYPE, INTEGER);
        return new ProtoMessage()
                .message(GRAPH_NODE, node("Sub", difference, rebuilt.output(), rebuilt.input()))
                .message(GRAPH_NODE, node("Mul", squares, difference, difference))
                .message(GRAPH_NODE, node("Flatten", rows, squares).message(NODE_ATTRIBUTE, axis))
                .message(GRAPH_NODE, node("MatMul", rebuilt.error(), rows, mean))
                .message(GRAPH_INITIALIZER, weights(mean, rebuilt.elements()))
                .message(GRAPH_OUTPUT, output(rebuilt))
                .bytes();
    }

    private static ProtoMessage node(String operator, String output, String... inputs) {
        ProtoMessage node = new ProtoMessage();
        for (String input : inputs) {
            node.text(NODE_INPUT, input);
        }
        return node.text(NODE_OUTPUT, output).text(NODE_OPERATOR, operator);
    }

    /** A product with these is the mean. */
    private static ProtoMessage weights(String name, int elements) {
        ByteBuffer raw = ByteBuffer.allocate(elements * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < elements; i++) {
            raw.putFloat(1f / elements);
        }
        return new ProtoMessage()
                .integer(DATA_DIMENSION, elements)
                .integer(DATA_DIMENSION, 1)
                .integer(DATA_TYPE, FLOAT)
                .text(DATA_NAME, name)
                .bytes(DATA_RAW, raw.array());
    }

    private static ProtoMessage output(Rebuilt rebuilt) {
        ProtoMessage batch = new ProtoMessage();
        if (rebuilt.batch() > 0) {
            batch.integer(DIMENSION_VALUE, rebuilt.batch());
        }
        ProtoMessage shape = new ProtoMessage()
                .message(SHAPE_DIMENSION, batch)
                .message(SHAPE_DIMENSION, new ProtoMessage().integer(DIMENSION_VALUE, 1));
        ProtoMessage tensor = new ProtoMessage().integer(TENSOR_ELEMENT, FLOAT).message(TENSOR_SHAPE, shape);
        return new ProtoMessage()
                .text(VALUE_NAME, rebuilt.error())
                .message(VALUE_TYPE, new ProtoMessage().message(TYPE_TENSOR, tensor));
    }
}
