package io.millwright.operation.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Checkpoints on the disk, in two files of a bounded size that are written in turn. A file begins with a whole checkpoint, and what follows
 * tells what differs. Each record has its length and a checksum, which also covers the number of the file's filling, so that what was written
 * before is never taken for what follows. A record is on the disk when {@link #write} returns; one that a power cut or a kill tore is
 * the end of what is read. The file that is not written to is whole as long as the other one has no whole checkpoint.
 *
 * <p>The files are filled once and then only overwritten, so that a checkpoint costs one page and no change of the file's size. Used by
 * one thread.
 */
final class Checkpoints implements AutoCloseable {
    /** Least bytes of one file. */
    static final int LEAST_BYTES = 64 << 10;

    /** Most bytes of one file. */
    static final int MOST_BYTES = 8 << 20;

    /** A file holds so many whole checkpoints. */
    private static final int ROOM = 4;

    private static final List<String> NAMES = List.of("a.checkpoints", "b.checkpoints");
    private static final int MAGIC = 0x4d57434b;
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 16;
    private static final int RECORD_BYTES = 8;

    /** What one file holds. */
    private record Filling(long number, List<Checkpoint> checkpoints) {}

    private final Path folder;
    private FileChannel channel;
    private int file;
    private long number;
    private long position;
    private long room;
    private Checkpoint last;

    /** Writes nothing yet. */
    Checkpoints(Path folder) {
        this.folder = folder;
    }

    /** Returns the checkpoints of both files, the newest one last; empty where there are none to read. */
    List<Checkpoint> read() {
        Filling first = read(folder.resolve(NAMES.get(0)));
        Filling second = read(folder.resolve(NAMES.get(1)));
        boolean inOrder = first.number() < second.number();
        Filling newest = inOrder ? second : first;
        Filling before = inOrder ? first : second;
        file = inOrder ? 1 : 0;
        number = newest.number();
        List<Checkpoint> all = new ArrayList<>();
        if (before.number() == number - 1) {
            all.addAll(before.checkpoints());
        }
        all.addAll(newest.checkpoints());
        return all;
    }

    private static Filling read(Path path) {
        List<Checkpoint> checkpoints = new ArrayList<>();
        long number = 0;
        try {
            if (!Files.exists(path) || Files.size(path) > MOST_BYTES) {
                return new Filling(0, checkpoints);
            }
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
            if (bytes.remaining() < HEADER_BYTES || bytes.getInt() != MAGIC || bytes.getInt() != VERSION) {
                return new Filling(0, checkpoints);
            }
            number = bytes.getLong();
            for (byte[] record = next(bytes, number); record != null; record = next(bytes, number)) {
                checkpoints.add(
                        checkpoints.isEmpty()
                                ? CheckpointText.whole(record)
                                : CheckpointText.after(checkpoints.get(checkpoints.size() - 1), record));
            }
        } catch (IOException e) {
            // As far as it could be read it holds.
        }
        return new Filling(checkpoints.isEmpty() ? 0 : number, checkpoints);
    }

    private static byte[] next(ByteBuffer bytes, long number) {
        if (bytes.remaining() < RECORD_BYTES) {
            return null;
        }
        int length = bytes.getInt();
        int sum = bytes.getInt();
        if (length <= 0 || length > bytes.remaining()) {
            return null;
        }
        byte[] record = new byte[length];
        bytes.get(record);
        return sum == sum(number, record) ? record : null;
    }

    private static int sum(long number, byte[] record) {
        CRC32 sum = new CRC32();
        sum.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
        sum.update(record);
        return (int) sum.getValue();
    }

    /**
     * Writes a checkpoint; it is on the disk when this returns.
     *
     * @throws IOException it is not; the next one begins a new filling
     */
    void write(Checkpoint checkpoint) throws IOException {
        try {
            byte[] difference =
                    channel != null && checkpoint.follows(last) ? CheckpointText.difference(last, checkpoint) : null;
            if (difference == null || position + RECORD_BYTES + difference.length > room) {
                begin(checkpoint);
            } else {
                append(difference);
            }
            last = checkpoint;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void begin(Checkpoint checkpoint) throws IOException {
        byte[] whole = CheckpointText.whole(checkpoint);
        long wanted = Math.max(LEAST_BYTES, Long.highestOneBit((long) ROOM * whole.length) << 1);
        if (HEADER_BYTES + RECORD_BYTES + whole.length > MOST_BYTES) {
            throw new IOException("a checkpoint of " + checkpoint.accounts().size() + " components takes more than "
                    + MOST_BYTES + " bytes");
        }
        close();
        Files.createDirectories(folder);
        file = (file + 1) % NAMES.size();
        channel =
                FileChannel.open(folder.resolve(NAMES.get(file)), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        room = Math.min(MOST_BYTES, wanted);
        number++;
        fill();
        ByteBuffer start = ByteBuffer.allocate(HEADER_BYTES + RECORD_BYTES + whole.length);
        start.putInt(MAGIC).putInt(VERSION).putLong(number);
        start.putInt(whole.length).putInt(sum(number, whole)).put(whole);
        write(start.flip(), 0);
        channel.force(true);
        position = start.limit();
    }

    /** Of its whole size from the beginning: later writes change no size. */
    private void fill() throws IOException {
        if (channel.size() > room) {
            channel.truncate(room);
        }
        ByteBuffer zeros = ByteBuffer.allocate(LEAST_BYTES);
        while (channel.size() < room) {
            zeros.clear().limit((int) Math.min(LEAST_BYTES, room - channel.size()));
            write(zeros, channel.size());
        }
    }

    private void append(byte[] record) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(RECORD_BYTES + record.length);
        bytes.putInt(record.length).putInt(sum(number, record)).put(record);
        write(bytes.flip(), position);
        channel.force(false);
        position += bytes.limit();
    }

    private void write(ByteBuffer bytes, long at) throws IOException {
        long to = at;
        while (bytes.hasRemaining()) {
            to += channel.write(bytes, to);
        }
    }

    /** Lets go of the file; the next checkpoint begins another filling. */
    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }
}
