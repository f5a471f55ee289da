package io.millwright.inference.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Corrects the shapes that an ONNX file declares for its outputs (field numbers from onnx.proto3 of the ONNX project): some converters
 * wrote other ones than the nodes give. Every other byte of the file stays. Deterministic; the file is streamed.
 */
public final class DeclaredOutputs {
    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_OUTPUT = 12;
    private static final int VALUE_NAME = 1;
    private static final int VALUE_TYPE = 2;
    private static final int TYPE_TENSOR = 1;
    private static final int TENSOR_ELEMENT = 1;
    private static final int TENSOR_SHAPE = 2;
    private static final int SHAPE_DIMENSION = 1;
    private static final int DIMENSION_VALUE = 1;
    private static final int TEXT_BYTES = 1_000;

    private final ProtoReader in;
    private final Map<String, long[]> shapes;
    private final List<FileEdit> edits = new ArrayList<>();

    private DeclaredOutputs(ProtoReader in, Map<String, long[]> shapes) {
        this.in = in;
        this.shapes = shapes;
    }

    /**
     * Writes the file with other shapes of outputs.
     *
     * @param edited another file
     * @param shapes by the name of the output; -1 for a free dimension
     */
    public static void correct(Path onnx, Path edited, Map<String, long[]> shapes) throws IOException, OnnxRefused {
        List<FileEdit> edits;
        try (ProtoReader in = new ProtoReader(onnx)) {
            DeclaredOutputs outputs = new DeclaredOutputs(in, new LinkedHashMap<>(shapes));
            outputs.model();
            edits = outputs.edits;
        }
        FileEdit.copy(onnx, edited, edits);
    }

    private void model() throws IOException, OnnxRefused {
        while (in.next()) {
            if (in.is(MODEL_GRAPH, ProtoReader.BYTES)) {
                graph();
            } else {
                in.skip();
            }
        }
    }

    private void graph() throws IOException, OnnxRefused {
        long start = in.start();
        long outer = in.enter();
        long content = in.position();
        List<FileEdit> inside = new ArrayList<>();
        while (in.next()) {
            long from = in.start();
            if (in.is(GRAPH_OUTPUT, ProtoReader.BYTES)) {
                byte[] value = value();
                if (value.length > 0) {
                    inside.add(new FileEdit(from, in.position(), value));
                }
            } else {
                in.skip();
            }
        }
        in.leave(outer);
        long length = in.position()
                - content
                + inside.stream().mapToLong(FileEdit::growth).sum();
        edits.addAll(inside);
        edits.add(new FileEdit(
                start, content, new ProtoMessage().head(MODEL_GRAPH, length).bytes()));
    }

    /** Returns the output in its new form, empty where it stays. */
    private byte[] value() throws IOException, OnnxRefused {
        String name = "";
        long type = 0;
        long outer = in.enter();
        while (in.next()) {
            if (in.is(VALUE_NAME, ProtoReader.BYTES)) {
                name = in.text(TEXT_BYTES);
            } else if (in.is(VALUE_TYPE, ProtoReader.BYTES)) {
                type = elementType();
            } else {
                in.skip();
            }
        }
        in.leave(outer);
        long[] shape = shapes.get(name);
        if (shape == null || type == 0) {
            return new byte[0];
        }
        ProtoMessage dimensions = new ProtoMessage();
        for (long dimension : shape) {
            ProtoMessage one = new ProtoMessage();
            dimensions.message(SHAPE_DIMENSION, dimension < 0 ? one : one.integer(DIMENSION_VALUE, dimension));
        }
        ProtoMessage tensor = new ProtoMessage().integer(TENSOR_ELEMENT, type).message(TENSOR_SHAPE, dimensions);
        ProtoMessage value = new ProtoMessage()
                .text(VALUE_NAME, name)
                .message(VALUE_TYPE, new ProtoMessage().message(TYPE_TENSOR, tensor));
        return new ProtoMessage().message(GRAPH_OUTPUT, value).bytes();
    }

    /** Returns the element type of the tensor that the type is of, 0 where it is of none. */
    private long elementType() throws IOException, OnnxRefused {
        long type = 0;
        long outer = in.enter();
        while (in.next()) {
            if (in.is(TYPE_TENSOR, ProtoReader.BYTES)) {
                long inner = in.enter();
                while (in.next()) {
                    if (in.is(TENSOR_ELEMENT, ProtoReader.VARINT)) {
                        type = in.varint();
                    } else {
                        in.skip();
                    }
                }
                in.leave(inner);
            } else {
                in.skip();
            }
        }
        in.leave(outer);
        return type;
    }
}
