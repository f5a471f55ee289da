package io.millwright.pipeline.capture;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Set;

/** Appends to one segment. What does not get onto the disk whole is cut off again. Not thread-safe. */
final class SegmentWriter implements Closeable {
    private final Path file;
    private final FileChannel channel;
    private final SegmentCipher cipher;
    private long bytes;
    private int number;
    private boolean dirty;

    /** The schema that rows have which come now, null before the first one. */
    private CapturedSchema schema;

    private SegmentWriter(Path file, FileChannel channel, SegmentCipher cipher) {
        this.file = file;
        this.channel = channel;
        this.cipher = cipher;
    }

    /** Begins a file that is not there yet; only this user may read it. */
    static SegmentWriter begin(Path file, SegmentHead head, byte[] key) throws IOException, GeneralSecurityException {
        SegmentCipher cipher = new SegmentCipher(key);
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        SegmentWriter writer = new SegmentWriter(file, channel, cipher);
        try {
            writer.write(head.bytes());
            return writer;
        } catch (IOException e) {
            writer.close();
            throw e;
        }
    }

    /** Appends a row, and before it what its columns are where that has changed. */
    void row(CapturedSchema of, long timeMillis, long asset, byte[] record)
            throws IOException, GeneralSecurityException {
        if (!of.equals(schema)) {
            append(Frame.SCHEMA, timeMillis, 0, of.bytes());
            schema = of;
        }
        append(Frame.ROW, timeMillis, asset, record);
    }

    void append(byte kind, long timeMillis, long asset, byte[] record) throws IOException, GeneralSecurityException {
        write(cipher.seal(kind, number, timeMillis, asset, record).bytes());
        number = Math.incrementExact(number);
    }

    private void write(ByteBuffer content) throws IOException {
        int length = content.remaining();
        try {
            while (content.hasRemaining()) {
                channel.write(content);
            }
        } catch (IOException e) {
            channel.truncate(bytes);
            throw e;
        }
        bytes += length;
        dirty = true;
    }

    Path file() {
        return file;
    }

    long bytes() {
        return bytes;
    }

    /** Has what was written survive a loss of power. */
    void force() throws IOException {
        if (dirty) {
            channel.force(false);
            dirty = false;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            force();
        } finally {
            channel.close();
        }
    }
}
