package io.millwright.inference;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes the protobuf messages of onnx.proto (field numbers from there) that the tests' graphs need. */
final class OnnxWriter {
    static final int FLOAT = 1;
    static final int INT64 = 7;
    static final int BOOL = 9;
    static final int DOUBLE = 11;

    private static final int OPSET = 13;
    private static final int IR_VERSION = 8;

    private OnnxWriter() {}

    /** Returns the bytes of a ModelProto around a graph. */
    static byte[] model(Message graph) {
        return model(graph, IR_VERSION, OPSET);
    }

    /** The same of other versions of the format and of the operators. */
    static byte[] model(Message graph, int irVersion, int opset) {
        return new Message()
                .integer(1, irVersion)
                .message(7, graph)
                .message(8, new Message().text(1, "").integer(2, opset))
                .bytes();
    }

    static Message graph(String name) {
        return new Message().text(2, name);
    }

    /** A NodeProto; add its attributes as field 5. */
    static Message node(String operator, String[] inputs, String[] outputs) {
        Message node = new Message();
        for (String input : inputs) {
            node.text(1, input);
        }
        for (String output : outputs) {
            node.text(2, output);
        }
        return node.text(4, operator);
    }

    static Message graphAttribute(String name, Message graph) {
        return new Message().text(1, name).message(6, graph).integer(20, 5);
    }

    static Message integersAttribute(String name, long... values) {
        Message attribute = new Message().text(1, name).integer(20, 7);
        for (long value : values) {
            attribute.integer(8, value);
        }
        return attribute;
    }

    /** A ValueInfoProto; a dimension of -1 is the free dimension "N". */
    static Message value(String name, int type, long... shape) {
        Message dimensions = new Message();
        for (long dimension : shape) {
            dimensions.message(1, dimension < 0 ? new Message().text(2, "N") : new Message().integer(1, dimension));
        }
        Message tensor = new Message().integer(1, type).message(2, dimensions);
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }

    static Message floats(String name, float[] values, long... shape) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return tensor(name, FLOAT, raw, shape);
    }

    static Message longs(String name, long[] values, long... shape) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        return tensor(name, INT64, raw, shape);
    }

    static Message yes(String name) {
        return tensor(name, BOOL, ByteBuffer.wrap(new byte[] {1}));
    }

    private static Message tensor(String name, int type, ByteBuffer raw, long... shape) {
        Message tensor = new Message();
        for (long dimension : shape) {
            tensor.integer(1, dimension);
        }
        return tensor.integer(2, type).text(8, name).raw(9, raw.array());
    }

    /** A protobuf message under construction. */
    static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message integer(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message text(int field, String value) {
            return raw(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return raw(field, value.bytes());
        }

        Message raw(int field, byte[] value) {
            varint((long) field << 3 | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                out.write((int) (rest & 0x7F | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }
}
