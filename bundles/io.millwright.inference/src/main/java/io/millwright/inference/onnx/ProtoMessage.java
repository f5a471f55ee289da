package io.millwright.inference.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A small message in the encoding of protocol buffers under construction: what ONNX files are written of. Not thread-safe.
 */
public final class ProtoMessage {
    private static final int CONTINUES = 0x80;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Adds a field that is an integer. */
    public ProtoMessage integer(int field, long value) {
        varint((long) field << 3 | ProtoReader.VARINT);
        varint(value);
        return this;
    }

    /** Adds a field that is a text. */
    public ProtoMessage text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a field that is a message. */
    public ProtoMessage message(int field, ProtoMessage value) {
        return bytes(field, value.bytes());
    }

    /** Adds the number and the length of a field of so many bytes, which the caller writes behind it. */
    public ProtoMessage head(int field, long length) {
        varint((long) field << 3 | ProtoReader.BYTES);
        varint(length);
        return this;
    }

    /** Adds a field of bytes. */
    public ProtoMessage bytes(int field, byte[] value) {
        head(field, value.length);
        out.writeBytes(value);
        return this;
    }

    /** Returns what was added. */
    public byte[] bytes() {
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
