package io.millwright.pipeline.capture;

import io.millwright.decision.CapturedData.Erasure;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The segments of one pipeline on the disk: listed, deleted, written anew without what is to be erased. Needs no key. Not thread-safe. */
final class SegmentFolder {
    private static final String ANEW = ".anew";

    private final Path folder;

    SegmentFolder(Path folder) {
        this.folder = folder;
    }

    /** One segment. */
    record Segment(Path file, SegmentName name) {
        long bytes() throws IOException {
            try {
                return Files.size(file);
            } catch (NoSuchFileException e) {
                return 0;
            }
        }
    }

    /** What was found in a segment. */
    record Content(SegmentHead head, long records, boolean whole) {}

    Path path() {
        return folder;
    }

    /** Returns the segments, the oldest first. */
    List<Segment> segments() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> new Segment(file, SegmentName.of(file)))
                    .filter(segment -> segment.name() != null)
                    .sorted((one, other) -> one.name().compareTo(other.name()))
                    .toList();
        }
    }

    /** Deletes what a crash left of a segment that was being written anew; the one that it was made from is still there. */
    void clean() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    (Iterable<Path>) files.filter(each -> each.toString().endsWith(ANEW))::iterator) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Returns the name of a segment that begins now. */
    Path next(long nowMillis, int days) throws IOException {
        Files.createDirectories(folder);
        List<Segment> all = segments();
        long number = all.isEmpty() ? 1 : all.get(all.size() - 1).name().number() + 1;
        return new SegmentName(number, Math.max(0, nowMillis), days).in(folder);
    }

    /** Gives a segment another time of its beginning: the clock was wrong when it was written. */
    void redate(Segment segment, long createdMillis) throws IOException {
        SegmentName name = new SegmentName(
                segment.name().number(), createdMillis, segment.name().days());
        Files.move(segment.file(), name.in(folder), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes a segment; returns how many records were in it. */
    static long delete(Segment segment) throws IOException {
        long records = content(segment).records();
        Files.deleteIfExists(segment.file());
        return records;
    }

    /** Looks through a segment; one that is damaged has what stands before the damage. */
    static Content content(Segment segment) {
        SegmentHead head = new SegmentHead("", List.of());
        long records = 0;
        try (DataInputStream in = open(segment)) {
            head = SegmentHead.read(in);
            for (Frame frame = Frame.read(in); frame != null; frame = Frame.read(in)) {
                records += frame.counts() ? 1 : 0;
            }
            return new Content(head, records, true);
        } catch (IOException e) {
            return new Content(head, records, false);
        }
    }

    private static DataInputStream open(Segment segment) throws IOException {
        return new DataInputStream(new BufferedInputStream(Files.newInputStream(segment.file())));
    }

    /**
     * Erases from a segment what fits. One whose records cannot be told apart any more is deleted: what should go must not stay.
     *
     * @return how many records went, -1 where nothing fitted
     * @throws IOException it cannot be read or written now; it is as it was
     */
    long erase(Segment segment, Erasure request) throws IOException {
        long asset = request.asset().isEmpty() ? 0 : Frame.tag(request.asset());
        List<Frame> kept = new ArrayList<>();
        SegmentHead head;
        long erased = 0;
        boolean records = false;
        try (DataInputStream in = open(segment)) {
            head = SegmentHead.read(in);
            for (Frame frame = Frame.read(in); frame != null; frame = Frame.read(in)) {
                if (frame.counts() && fits(frame, asset, request)) {
                    erased++;
                } else {
                    kept.add(frame);
                    records |= frame.counts();
                }
            }
        } catch (NoSuchFileException e) {
            return -1;
        } catch (EOFException e) {
            // Only the last record is not whole, and nobody can read it: it goes.
            return anew(segment, erased, kept, records);
        } catch (Damaged e) {
            long all = erased + kept.stream().filter(Frame::counts).count();
            Files.delete(segment.file());
            return all;
        }
        return erased == 0 ? -1 : anew(segment, erased, kept, records);
    }

    private static boolean fits(Frame frame, long asset, Erasure request) {
        // The millisecond that a limit lies in is erased as a whole.
        return (asset == 0 || frame.asset() == asset)
                && frame.timeMillis() >= floorMillis(request.fromMicros())
                && frame.timeMillis() <= floorMillis(request.toMicros() - 1);
    }

    private static long floorMillis(long micros) {
        return Math.floorDiv(micros, TimeUnit.MILLISECONDS.toMicros(1));
    }

    private long anew(Segment segment, long erased, List<Frame> kept, boolean records) throws IOException {
        if (!records) {
            Files.delete(segment.file());
            return erased;
        }
        Path fresh = segment.file().resolveSibling(segment.file().getFileName() + ANEW);
        try (DataInputStream in = open(segment);
                FileChannel out = FileChannel.open(
                        fresh,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            write(out, SegmentHead.read(in).bytes());
            for (Frame frame : kept) {
                write(out, frame.bytes());
            }
            out.force(true);
        }
        Files.move(fresh, segment.file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return erased;
    }

    private static void write(FileChannel out, ByteBuffer content) throws IOException {
        while (content.hasRemaining()) {
            out.write(content);
        }
    }
}
