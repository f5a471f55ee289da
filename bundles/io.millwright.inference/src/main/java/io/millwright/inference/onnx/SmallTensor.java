package io.millwright.inference.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A constant: its dimensions, and its values where they are texts or whole numbers.
 *
 * @param values as texts; empty where it is large or of another type
 */
record SmallTensor(String name, List<Long> dimensions, List<String> values) {
    private static final int DIMENSIONS = 1;
    private static final int MOST_DIMENSIONS = 64;
    private static final int TYPE = 2;
    private static final int INTS = 5;
    private static final int STRINGS = 6;
    private static final int LONGS = 7;
    private static final int NAME = 8;
    private static final int RAW = 9;
    private static final int TYPE_INT32 = 6;
    private static final int TYPE_INT64 = 7;
    private static final int MOST_VALUES = 10_000;
    private static final int TEXT_BYTES = 1_000;

    /** Reads the tensor that the field is. */
    static SmallTensor read(ProtoReader in) throws IOException, OnnxRefused {
        List<String> values = new ArrayList<>();
        List<Long> dimensions = new ArrayList<>();
        String name = "";
        int type = 0;
        byte[] raw = {};
        long outer = in.enter();
        while (in.next()) {
            if (in.is(NAME, ProtoReader.BYTES)) {
                name = in.text(TEXT_BYTES);
            } else if (in.is(DIMENSIONS, ProtoReader.VARINT) && dimensions.size() < MOST_DIMENSIONS) {
                dimensions.add(in.varint());
            } else if (in.is(DIMENSIONS, ProtoReader.BYTES)) {
                dimensions(in, dimensions);
            } else if (in.is(TYPE, ProtoReader.VARINT)) {
                type = (int) in.varint();
            } else if (in.is(STRINGS, ProtoReader.BYTES) && values.size() < MOST_VALUES) {
                values.add(in.text(TEXT_BYTES));
            } else if (in.is(INTS, ProtoReader.BYTES) || in.is(LONGS, ProtoReader.BYTES)) {
                packed(in, values);
            } else if (in.is(INTS, ProtoReader.VARINT) || in.is(LONGS, ProtoReader.VARINT)) {
                add(values, in.varint());
            } else if (in.is(RAW, ProtoReader.BYTES)) {
                raw = in.bytes(MOST_VALUES * Long.BYTES);
            } else {
                in.skip();
            }
        }
        in.leave(outer);
        raw(type, raw, values);
        return new SmallTensor(name, dimensions, values.size() >= MOST_VALUES ? List.of() : values);
    }

    private static void dimensions(ProtoReader in, List<Long> dimensions) throws IOException, OnnxRefused {
        long outer = in.enter();
        while (in.more() && dimensions.size() < MOST_DIMENSIONS) {
            dimensions.add(in.varint());
        }
        in.leave(outer);
    }

    private static void packed(ProtoReader in, List<String> values) throws IOException, OnnxRefused {
        long outer = in.enter();
        while (in.more() && values.size() < MOST_VALUES) {
            add(values, in.varint());
        }
        in.leave(outer);
    }

    private static void add(List<String> values, long value) {
        if (values.size() < MOST_VALUES) {
            values.add(Long.toString(value));
        }
    }

    private static void raw(int type, byte[] raw, List<String> values) {
        ByteBuffer buffer = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        while (type == TYPE_INT64 && buffer.remaining() >= Long.BYTES) {
            add(values, buffer.getLong());
        }
        while (type == TYPE_INT32 && buffer.remaining() >= Integer.BYTES) {
            add(values, buffer.getInt());
        }
    }
}
