package io.millwright.desk.message;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * A message in Kura's own encoding, as far as requests take it: metrics that are texts and whole numbers, and a body. Other metrics are
 * skipped. Written from the wire format.
 *
 * @param metrics String, Integer, Long or Boolean
 * @param body empty for none
 */
public record KuraMessage(Map<String, Object> metrics, byte[] body) {
    /** The largest message that is read. */
    public static final int LARGEST_BYTES = 32 << 20;

    private static final int METRIC = 5000;
    private static final int BODY = 5001;
    private static final int NAME = 1;
    private static final int TYPE = 2;
    private static final int INT64_VALUE = 5;
    private static final int INT32_VALUE = 6;
    private static final int BOOL_VALUE = 7;
    private static final int STRING_VALUE = 8;
    private static final int STRING_TYPE = 5;
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    /** Returns the bytes; all metrics become texts. */
    public byte[] encoded() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Map.Entry<String, Object> metric : metrics.entrySet()) {
            ByteArrayOutputStream one = new ByteArrayOutputStream();
            field(one, NAME, metric.getKey().getBytes(StandardCharsets.UTF_8));
            varint(one, TYPE << 3 | VARINT);
            varint(one, STRING_TYPE);
            field(one, STRING_VALUE, metric.getValue().toString().getBytes(StandardCharsets.UTF_8));
            field(out, METRIC, one.toByteArray());
        }
        if (body.length > 0) {
            field(out, BODY, body);
        }
        return out.toByteArray();
    }

    private static void field(ByteArrayOutputStream out, int number, byte[] bytes) {
        varint(out, (long) number << 3 | LENGTH);
        varint(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            out.write((int) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }

    /** Reads a message, compressed or not. */
    public static KuraMessage decoded(byte[] received) throws IOException {
        byte[] plain = unpacked(received);
        Map<String, Object> metrics = new LinkedHashMap<>();
        byte[] body = new byte[0];
        Reader in = new Reader(ByteBuffer.wrap(plain));
        while (in.next()) {
            if (in.number == METRIC && in.kind == LENGTH) {
                metric(in.bytes(), metrics);
            } else if (in.number == BODY && in.kind == LENGTH) {
                body = in.bytes();
            } else {
                in.skip();
            }
        }
        return new KuraMessage(metrics, body);
    }

    /** Returns bytes as they are, unpacked where they are compressed. */
    static byte[] unpacked(byte[] received) throws IOException {
        byte[] plain = received;
        if (received.length > 2 && (received[0] & 0xff) == GZIP_FIRST && (received[1] & 0xff) == GZIP_SECOND) {
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(received))) {
                plain = in.readNBytes(LARGEST_BYTES + 1);
            }
        }
        if (plain.length > LARGEST_BYTES) {
            throw new IOException("a message has more than " + LARGEST_BYTES + " bytes");
        }
        return plain;
    }

    private static void metric(byte[] bytes, Map<String, Object> metrics) throws IOException {
        Reader in = new Reader(ByteBuffer.wrap(bytes));
        String name = "";
        Object value = null;
        while (in.next()) {
            if (in.number == NAME && in.kind == LENGTH) {
                name = new String(in.bytes(), StandardCharsets.UTF_8);
            } else if (in.number == STRING_VALUE && in.kind == LENGTH) {
                value = new String(in.bytes(), StandardCharsets.UTF_8);
            } else if (in.number == INT32_VALUE && in.kind == VARINT) {
                value = (int) in.varint();
            } else if (in.number == INT64_VALUE && in.kind == VARINT) {
                value = in.varint();
            } else if (in.number == BOOL_VALUE && in.kind == VARINT) {
                value = in.varint() != 0;
            } else {
                in.skip();
            }
        }
        if (value != null) {
            metrics.put(name, value);
        }
    }

    /** Walks through the fields of one message. */
    private static final class Reader {
        private final ByteBuffer in;
        private int number;
        private int kind;

        Reader(ByteBuffer in) {
            this.in = in;
        }

        boolean next() throws IOException {
            if (!in.hasRemaining()) {
                return false;
            }
            long tag = varint();
            number = (int) (tag >>> 3);
            kind = (int) (tag & 7);
            return true;
        }

        long varint() throws IOException {
            long value = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                if (!in.hasRemaining()) {
                    break;
                }
                byte next = in.get();
                value |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw new IOException("a message is cut short");
        }

        byte[] bytes() throws IOException {
            long length = varint();
            if (length < 0 || length > in.remaining()) {
                throw new IOException("a message is cut short");
            }
            byte[] bytes = new byte[(int) length];
            in.get(bytes);
            return bytes;
        }

        void skip() throws IOException {
            switch (kind) {
                case VARINT -> varint();
                case LENGTH -> bytes();
                case FIXED64, FIXED32 -> {
                    int width = kind == FIXED64 ? Long.BYTES : Integer.BYTES;
                    if (in.remaining() < width) {
                        throw new IOException("a message is cut short");
                    }
                    in.position(in.position() + width);
                }
                default -> throw new IOException("a message is not in Kura's encoding");
            }
        }
    }
}
