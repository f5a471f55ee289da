package io.millwright.inference.onnx;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads a file in the encoding of protocol buffers (protobuf.dev, "Encoding") forwards, field by field, with a small part of it in memory:
 * weights are passed over, not read. Every length is held against what is left of the message around it. Not thread-safe.
 */
final class ProtoReader implements AutoCloseable {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private static final int WINDOW_BYTES = 8 << 10;
    private static final int MOST_VARINT_BITS = 64;
    private static final String REMEDY = "export the model again, and copy the file as it is";

    private final FileChannel channel;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);
    private final long size;
    private long windowStart;
    private long position;
    private long limit;
    private long start;
    private int field;
    private int wireType;

    ProtoReader(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ);
        size = channel.size();
        limit = size;
        window.limit(0);
    }

    long size() {
        return size;
    }

    /** Goes on to the next field of the message; returns false at the message's end. */
    boolean next() throws IOException, OnnxRefused {
        if (position == limit) {
            return false;
        }
        start = position;
        long tag = varint();
        field = (int) (tag >>> 3);
        wireType = (int) (tag & 7);
        if (field <= 0 || tag >>> 3 > 0x1FFF_FFFFL) {
            throw malformed("has a field without a number");
        }
        return true;
    }

    /** Returns the place in the file where the field begins, with its number. */
    long start() {
        return start;
    }

    /** Returns the place in the file that is read next. */
    long position() {
        return position;
    }

    /** Returns the number of the field. */
    int field() {
        return field;
    }

    /** Returns whether the field has this number and this way of writing. */
    boolean is(int number, int type) {
        return field == number && wireType == type;
    }

    /** Returns the integer of the field, or of a packed one the next. */
    long varint() throws IOException, OnnxRefused {
        long value = 0;
        for (int shift = 0; shift < MOST_VARINT_BITS; shift += 7) {
            byte next = read();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed("has a number of more than 64 bits");
    }

    /** Returns the length of the field of bytes, which is read or passed over next. */
    private long length() throws IOException, OnnxRefused {
        long length = varint();
        if (length < 0 || length > limit - position) {
            throw malformed("ends in the middle: " + Long.toUnsignedString(length) + " bytes are to come, and "
                    + (limit - position) + " are left");
        }
        return length;
    }

    /** Enters the message that the field is; returns what {@link #leave} needs. */
    long enter() throws IOException, OnnxRefused {
        long outer = limit;
        long length = length();
        limit = position + length;
        return outer;
    }

    /** Leaves a message, read or not. */
    void leave(long outer) {
        position = limit;
        limit = outer;
    }

    /** Returns whether something of the message is left. */
    boolean more() {
        return position < limit;
    }

    /** Passes over the field of bytes; returns how many. */
    long passBytes() throws IOException, OnnxRefused {
        long length = length();
        position += length;
        return length;
    }

    /** Passes over the field. */
    void skip() throws IOException, OnnxRefused {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> pass(Long.BYTES);
            case BYTES -> passBytes();
            case FIXED32 -> pass(Integer.BYTES);
            default -> throw malformed("has a field of kind " + wireType + ", which ONNX does not use");
        }
    }

    private void pass(int bytes) throws OnnxRefused {
        if (bytes > limit - position) {
            throw malformed("ends in the middle of a number");
        }
        position += bytes;
    }

    /** Returns the text of the field, of at most so many bytes; what is beyond is passed over. */
    String text(int mostBytes) throws IOException, OnnxRefused {
        return new String(bytes(mostBytes), StandardCharsets.UTF_8);
    }

    /** Returns the bytes of the field, at most so many; what is beyond is passed over. */
    byte[] bytes(int mostBytes) throws IOException, OnnxRefused {
        long length = length();
        byte[] bytes = new byte[(int) Math.min(mostBytes, length)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = read();
        }
        position += length - bytes.length;
        return bytes;
    }

    private byte read() throws IOException, OnnxRefused {
        if (position >= limit) {
            throw malformed("ends in the middle of a number");
        }
        long at = position - windowStart;
        if (at < 0 || at >= window.limit()) {
            fill();
            at = 0;
        }
        position++;
        return window.get((int) at);
    }

    private void fill() throws IOException {
        window.clear();
        windowStart = position;
        int more = 0;
        while (more >= 0 && window.hasRemaining()) {
            more = channel.read(window, windowStart + window.position());
        }
        window.flip();
        if (!window.hasRemaining()) {
            throw new EOFException("the file became shorter while it was read");
        }
    }

    /** Returns the refusal of a file that cannot be read on from here. */
    OnnxRefused malformed(String problem) {
        return new OnnxRefused(
                "content at byte " + position, size + " bytes", "is damaged or no ONNX model: it " + problem, REMEDY);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
