package io.millwright.pipeline.capture;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.zip.CRC32;

/**
 * One record of a segment: what it is about in short, readable without a key so that it can be erased without one, and the record
 * itself, encrypted.
 *
 * <pre>{@code
 * length, 4 bytes | kind, 1 | number, 4 | time, ms since 1970, 8 | asset, 8 | sealed record and tag | CRC-32 over all of it, 4
 * }</pre>
 *
 * @param kind {@link #SCHEMA}, {@link #ROW}, {@link #OPINION} or {@link #PICTURE}
 * @param number within the segment, rising; where some are missing they were erased
 * @param timeMillis of the decision, by the source's clock
 * @param asset the beginning of a hash of the asset's name, 0 for none
 * @param sealed the record under the segment's key
 */
record Frame(byte kind, int number, long timeMillis, long asset, byte[] sealed) {
    static final byte SCHEMA = 'S';
    static final byte ROW = 'R';
    static final byte OPINION = 'O';
    static final byte PICTURE = 'P';

    static final int MOST_BYTES = 16 << 20;
    private static final int HEAD_BYTES = 25;

    /** Returns by what frames of an asset are found. */
    static long tag(String asset) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest(("millwright capture asset\n" + asset).getBytes(StandardCharsets.UTF_8));
            long tag = ByteBuffer.wrap(hash).getLong();
            return tag == 0 ? 1 : tag;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Returns what is authenticated with the record. */
    static byte[] head(int length, byte kind, int number, long timeMillis, long asset) {
        return ByteBuffer.allocate(HEAD_BYTES)
                .putInt(length)
                .put(kind)
                .putInt(number)
                .putLong(timeMillis)
                .putLong(asset)
                .array();
    }

    byte[] head() {
        return head(sealed.length, kind, number, timeMillis, asset);
    }

    ByteBuffer bytes() {
        byte[] head = head();
        CRC32 sum = new CRC32();
        sum.update(head);
        sum.update(sealed);
        return ByteBuffer.allocate(HEAD_BYTES + sealed.length + Integer.BYTES)
                .put(head)
                .put(sealed)
                .putInt((int) sum.getValue())
                .flip();
    }

    int length() {
        return HEAD_BYTES + sealed.length + Integer.BYTES;
    }

    /** Whether a person could want to erase it. */
    boolean counts() {
        return kind != SCHEMA;
    }

    /**
     * Reads the next one.
     *
     * @return null at the end of the segment
     * @throws EOFException the last one is not whole: the power went while it was written
     * @throws Damaged it is damaged
     * @throws IOException it cannot be read now
     */
    static Frame read(DataInputStream in) throws IOException {
        byte[] head = in.readNBytes(HEAD_BYTES);
        if (head.length == 0) {
            return null;
        }
        if (head.length < HEAD_BYTES) {
            throw new EOFException("its last record is not whole");
        }
        ByteBuffer fields = ByteBuffer.wrap(head);
        int length = fields.getInt();
        if (length < 0 || length > MOST_BYTES) {
            throw new Damaged("a record is damaged");
        }
        byte[] sealed = in.readNBytes(length);
        byte[] end = in.readNBytes(Integer.BYTES);
        if (sealed.length < length || end.length < Integer.BYTES) {
            throw new EOFException("its last record is not whole");
        }
        CRC32 sum = new CRC32();
        sum.update(head);
        sum.update(sealed);
        if (ByteBuffer.wrap(end).getInt() != (int) sum.getValue()) {
            throw new Damaged("a record is damaged");
        }
        return new Frame(fields.get(), fields.getInt(), fields.getLong(), fields.getLong(), sealed);
    }
}
