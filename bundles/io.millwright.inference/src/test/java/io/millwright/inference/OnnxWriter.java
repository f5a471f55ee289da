package io.millwright.inference;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes the protobuf messages of onnx.proto (field numbers from there) that the tests' graphs need. */
final class OnnxWriter {
    static final int FLOAT = 1;
    static final int INT8 = 3;
    static final int INT64 = 7;
    static final int STRING = 8;
    static final int BOOL = 9;
    static final int DOUBLE = 11;

    private static final int OPSET = 13;
    private static final int IR_VERSION = 8;
    private static final String ML = "ai.onnx.ml";
    private static final int ML_OPSET = 2;

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

    /** The same with the operators of ai.onnx.ml. */
    static byte[] modelWithMl(Message graph) {
        return new Message()
                .integer(1, IR_VERSION)
                .message(7, graph)
                .message(8, new Message().text(1, "").integer(2, OPSET))
                .message(8, new Message().text(1, ML).integer(2, ML_OPSET))
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

    /** A NodeProto of an operator of ai.onnx.ml. */
    static Message mlNode(String operator, String[] inputs, String[] outputs) {
        return node(operator, inputs, outputs).text(7, ML);
    }

    static Message textsAttribute(String name, String... values) {
        Message attribute = new Message().text(1, name).integer(20, 8);
        for (String value : values) {
            attribute.text(9, value);
        }
        return attribute;
    }

    static Message floatsAttribute(String name, float... values) {
        Message attribute = new Message().text(1, name).integer(20, 6);
        for (float value : values) {
            attribute.number(7, value);
        }
        return attribute;
    }

    /** A ValueInfoProto of a list of maps from texts or integers to floats. */
    static Message maps(String name, boolean texts) {
        Message number =
                new Message().message(1, new Message().integer(1, FLOAT).message(2, new Message()));
        Message map = new Message()
                .message(5, new Message().integer(1, texts ? STRING : INT64).message(2, number));
        return new Message().text(1, name).message(2, new Message().message(4, new Message().message(1, map)));
    }

    static Message graphAttribute(String name, Message graph) {
        return new Message().text(1, name).message(6, graph).integer(20, 5);
    }

    static Message integerAttribute(String name, long value) {
        return new Message().text(1, name).integer(3, value).integer(20, 2);
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

    /** A tensor of 4-byte floats that lies in another file, from its 64th byte on. */
    static Message floatsOutside(String name, String location, long... shape) {
        Message tensor = new Message();
        long bytes = Float.BYTES;
        for (long dimension : shape) {
            tensor.integer(1, dimension);
            bytes *= dimension;
        }
        return tensor.integer(2, FLOAT)
                .text(8, name)
                .message(13, new Message().text(1, "location").text(2, location))
                .message(13, new Message().text(1, "offset").text(2, "64"))
                .message(13, new Message().text(1, "length").text(2, String.valueOf(bytes)))
                .integer(14, 1);
    }

    static Message longs(String name, long[] values, long... shape) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        return tensor(name, INT64, raw, shape);
    }

    static Message bytes(String name, byte[] values, long... shape) {
        return tensor(name, INT8, ByteBuffer.wrap(values), shape);
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

        Message number(int field, float value) {
            varint((long) field << 3 | 5);
            int bits = Float.floatToRawIntBits(value);
            for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
                out.write(bits >>> shift);
            }
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
