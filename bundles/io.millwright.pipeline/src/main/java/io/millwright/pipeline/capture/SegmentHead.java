package io.millwright.pipeline.capture;

import io.millwright.seal.WrappedKey;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * What stands readable at the beginning of a segment: whose it is and who can open it. Immutable.
 *
 * <pre>{@code
 * "MWCAPT1\n" | length, 4 bytes | lines pipeline=... and key=CERTIFICATE BASE64, UTF-8 | CRC-32, 4 bytes
 * }</pre>
 *
 * @param pipeline the {@code kura.service.pid}
 * @param keys the segment's key, wrapped for each certificate
 */
public record SegmentHead(String pipeline, List<WrappedKey> keys) {
    private static final byte[] MAGIC = "MWCAPT1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_BYTES = 1 << 16;
    private static final String PIPELINE = "pipeline=";
    private static final String KEY = "key=";

    /** Creates a head. */
    public SegmentHead {
        keys = List.copyOf(keys);
    }

    ByteBuffer bytes() {
        StringBuilder text = new StringBuilder(PIPELINE)
                .append(pipeline.replaceAll("\\R", " "))
                .append('\n');
        for (WrappedKey key : keys) {
            text.append(KEY)
                    .append(key.certificate())
                    .append(' ')
                    .append(key.key())
                    .append('\n');
        }
        byte[] lines = text.toString().getBytes(StandardCharsets.UTF_8);
        CRC32 sum = new CRC32();
        sum.update(lines);
        return ByteBuffer.allocate(MAGIC.length + 2 * Integer.BYTES + lines.length)
                .put(MAGIC)
                .putInt(lines.length)
                .put(lines)
                .putInt((int) sum.getValue())
                .flip();
    }

    /**
     * Reads it.
     *
     * @throws Damaged it is damaged
     * @throws java.io.EOFException it is not whole
     * @throws IOException it cannot be read now
     */
    static SegmentHead read(DataInputStream in) throws IOException {
        byte[] magic = in.readNBytes(MAGIC.length);
        if (!java.util.Arrays.equals(magic, MAGIC)) {
            throw new Damaged("it is no segment of captured data");
        }
        int length = in.readInt();
        if (length < 0 || length > MOST_BYTES) {
            throw new Damaged("its head is damaged");
        }
        byte[] lines = in.readNBytes(length);
        CRC32 sum = new CRC32();
        sum.update(lines);
        if (lines.length < length || in.readInt() != (int) sum.getValue()) {
            throw new Damaged("its head is damaged");
        }
        String pipeline = "";
        List<WrappedKey> keys = new ArrayList<>();
        for (String line : new String(lines, StandardCharsets.UTF_8).split("\n")) {
            int blank = line.indexOf(' ');
            if (line.startsWith(PIPELINE)) {
                pipeline = line.substring(PIPELINE.length());
            } else if (line.startsWith(KEY) && blank > 0) {
                keys.add(new WrappedKey(line.substring(KEY.length(), blank), line.substring(blank + 1)));
            }
        }
        return new SegmentHead(pipeline, keys);
    }
}
