package io.millwright.inference.onnx;

import io.millwright.model.TensorSpec.ElementType;
import io.millwright.tensor.Elements;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Gives an input of an ONNX file a value for ever (field numbers from onnx.proto3 of the ONNX project): a sampling rate, the size of a
 * picture, a switch. It is no input any more, but a constant; every other byte of the file stays. Deterministic; the file is streamed.
 */
public final class FixedInput {
    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int GRAPH_INPUT = 11;
    private static final int VALUE_NAME = 1;
    private static final int VALUE_TYPE = 2;
    private static final int TYPE_TENSOR = 1;
    private static final int TENSOR_ELEMENT = 1;
    private static final int TENSOR_SHAPE = 2;
    private static final int SHAPE_DIMENSION = 1;
    private static final int DIMENSION_VALUE = 1;
    private static final int DATA_DIMENSION = 1;
    private static final int DATA_TYPE = 2;
    private static final int DATA_NAME = 8;
    private static final int DATA_RAW = 9;
    private static final int TEXT_BYTES = 1_000;
    private static final int MOST_ELEMENTS = 1 << 16;

    /** Numbers of TensorProto.DataType; texts are left out. */
    private static final Map<Integer, ElementType> TYPES = Map.ofEntries(
            Map.entry(1, ElementType.FLOAT32),
            Map.entry(2, ElementType.UINT8),
            Map.entry(3, ElementType.INT8),
            Map.entry(4, ElementType.UINT16),
            Map.entry(5, ElementType.INT16),
            Map.entry(6, ElementType.INT32),
            Map.entry(7, ElementType.INT64),
            Map.entry(9, ElementType.BOOL),
            Map.entry(10, ElementType.FLOAT16),
            Map.entry(11, ElementType.FLOAT64),
            Map.entry(12, ElementType.UINT32),
            Map.entry(13, ElementType.UINT64),
            Map.entry(16, ElementType.BFLOAT16));

    private final ProtoReader in;
    private final String input;
    private final List<String> names = new ArrayList<>();
    private final List<FileEdit> edits = new ArrayList<>();
    private final List<Long> dimensions = new ArrayList<>();
    private int type;

    private FixedInput(ProtoReader in, String input) {
        this.in = in;
        this.input = input;
    }

    /**
     * Writes the file with a constant in the place of an input.
     *
     * @param edited another file
     * @param values as many as the input has elements, row by row, or one for all of them; a free dimension of the input becomes as
     *     long as it takes
     * @throws OnnxRefused if the file is damaged, has no such input, or the values do not fit it
     */
    public static void set(Path onnx, Path edited, String input, List<Double> values) throws IOException, OnnxRefused {
        FixedInput fixed;
        try (ProtoReader in = new ProtoReader(onnx)) {
            fixed = new FixedInput(in, input);
            fixed.model(values);
        }
        FileEdit.copy(onnx, edited, fixed.edits);
    }

    private void model(List<Double> values) throws IOException, OnnxRefused {
        while (in.next()) {
            if (in.is(MODEL_GRAPH, ProtoReader.BYTES)) {
                long start = in.start();
                long outer = in.enter();
                long content = in.position();
                graph();
                in.leave(outer);
                long end = in.position();
                if (edits.isEmpty()) {
                    throw refused(names, "are the inputs of the graph", "name one of them");
                }
                edits.add(new FileEdit(end, end, constant(values)));
                long growth = edits.stream().mapToLong(FileEdit::growth).sum();
                byte[] head = new ProtoMessage()
                        .head(MODEL_GRAPH, end - content + growth)
                        .bytes();
                edits.add(new FileEdit(start, content, head));
            } else {
                in.skip();
            }
        }
    }

    private void graph() throws IOException, OnnxRefused {
        while (in.next()) {
            long start = in.start();
            if (in.is(GRAPH_INPUT, ProtoReader.BYTES)) {
                if (value()) {
                    edits.add(new FileEdit(start, in.position(), new byte[0]));
                }
            } else {
                in.skip();
            }
        }
    }

    /** Reads an input; returns whether it is the wanted one. */
    private boolean value() throws IOException, OnnxRefused {
        String name = "";
        long outer = in.enter();
        while (in.next()) {
            if (in.is(VALUE_NAME, ProtoReader.BYTES)) {
                name = in.text(TEXT_BYTES);
            } else if (in.is(VALUE_TYPE, ProtoReader.BYTES) && name.equals(input)) {
                each(TYPE_TENSOR, this::tensor);
            } else {
                in.skip();
            }
        }
        in.leave(outer);
        names.add(name);
        return name.equals(input);
    }

    /** Reads a message. */
    private interface Part {
        void read() throws IOException, OnnxRefused;
    }

    /** Enters the message that the field is, and has each of its messages with that number read. */
    private void each(int field, Part part) throws IOException, OnnxRefused {
        long outer = in.enter();
        while (in.next()) {
            if (in.is(field, ProtoReader.BYTES)) {
                part.read();
            } else {
                in.skip();
            }
        }
        in.leave(outer);
    }

    private void tensor() throws IOException, OnnxRefused {
        long outer = in.enter();
        while (in.next()) {
            if (in.is(TENSOR_ELEMENT, ProtoReader.VARINT)) {
                type = (int) in.varint();
            } else if (in.is(TENSOR_SHAPE, ProtoReader.BYTES)) {
                each(SHAPE_DIMENSION, this::dimension);
            } else {
                in.skip();
            }
        }
        in.leave(outer);
    }

    private void dimension() throws IOException, OnnxRefused {
        long length = -1;
        long outer = in.enter();
        while (in.next()) {
            if (in.is(DIMENSION_VALUE, ProtoReader.VARINT)) {
                length = in.varint();
            } else {
                in.skip();
            }
        }
        in.leave(outer);
        dimensions.add(length);
    }

    /** Returns the field that holds the constant. */
    private byte[] constant(List<Double> values) throws OnnxRefused {
        ElementType element = TYPES.get(type);
        if (element == null) {
            throw refused("type " + type, "is not of numbers", "fix inputs of numbers alone");
        }
        int elements = elements(values.size());
        ByteBuffer raw = ByteBuffer.allocate(elements * Elements.bytes(element)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < elements; i++) {
            double value = values.get(values.size() == 1 ? 0 : i);
            if (!(value >= Elements.least(element) && value <= Elements.greatest(element))) {
                throw refused(value, "does not fit " + element, "give a value of that type");
            }
            Elements.put(raw, i, element, value);
        }
        ProtoMessage data = new ProtoMessage();
        dimensions.forEach(length -> data.integer(DATA_DIMENSION, length));
        data.integer(DATA_TYPE, type).text(DATA_NAME, input).bytes(DATA_RAW, raw.array());
        return new ProtoMessage().message(GRAPH_INITIALIZER, data).bytes();
    }

    /** Returns how many elements the input has when its free dimensions are as long as it takes. */
    private int elements(int given) throws OnnxRefused {
        long fixed = 1;
        int free = -1;
        for (int d = 0; d < dimensions.size(); d++) {
            long length = dimensions.get(d);
            if (length < 0 && free < 0) {
                free = d;
            } else if (length < 0) {
                dimensions.set(d, 1L);
            } else {
                fixed = Math.min(MOST_ELEMENTS + 1L, fixed * length);
            }
        }
        if (free >= 0) {
            dimensions.set(free, fixed > 0 && given % fixed == 0 ? given / fixed : 1L);
            fixed = Math.min(MOST_ELEMENTS + 1L, fixed * dimensions.get(free));
        }
        if (given < 1 || fixed > MOST_ELEMENTS || given != fixed && given != 1) {
            throw refused(
                    given + " value(s)",
                    "do not fill the shape " + dimensions,
                    "give one per element, " + MOST_ELEMENTS + " at most, or a single one for all");
        }
        return (int) fixed;
    }

    private OnnxRefused refused(Object value, String problem, String remedy) {
        return new OnnxRefused("input '" + input + "'", value, problem, remedy);
    }
}
