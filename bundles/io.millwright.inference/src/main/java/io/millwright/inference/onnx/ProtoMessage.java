package io.millwright.inference.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A small message in the encoding of protocol buffers under construction: the counterpart of {@link ProtoReader}. Not thread-safe. */
final class ProtoMessage {
    private static final int CONTINUES = 0x80;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Adds a field that is an integer. */
    ProtoMessage integer(int field, long value) {
        varint((long) field << 3 | ProtoReader.VARINT);
        varint(value);
        return this;
    }

    /** Adds a field that is a text. */
    ProtoMessage text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a field that is a message. */
    ProtoMessage message(int field, ProtoMessage value) {
        return bytes(field, value.bytes());
    }

    /** Adds the number and the length of a field of so many bytes, which the caller writes behind it. */
    ProtoMessage head(int field, long length) {
        varint((long) field << 3 | ProtoReader.BYTES);
        varint(length);
        return this;
    }

    /** Adds a field of bytes. */
    ProtoMessage bytes(int field, byte[] value) {
        head(field, value.length);
        out.writeBytes(value);
        return this;
    }

    /** Returns what was added. */
    byte[] bytes() {
        return out.toByteArray();
    }

    private void varint(long value) {
        long rest = value;
        while (rest >>> 7 != 0) {
            out.write((int) rest & CONTINUES - 1 | CONTINUES);
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
