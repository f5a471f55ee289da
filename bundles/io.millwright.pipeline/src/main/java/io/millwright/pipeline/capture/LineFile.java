package io.millwright.pipeline.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Lines that are appended, in two files of bounded size: the newer one, and the one before. Thread-safe. */
final class LineFile {
    private static final int MOST_BYTES = 1 << 20;

    private final Path newer;
    private final Path older;

    LineFile(Path file) {
        newer = file;
        older = file.resolveSibling(file.getFileName() + ".1");
    }

    /** Appends a line that survives a loss of power; where the file is full the one before goes. */
    synchronized void append(String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        Files.createDirectories(newer.getParent());
        long length = Files.exists(newer) ? Files.size(newer) : 0;
        if (length + bytes.length > MOST_BYTES) {
            Files.move(newer, older, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            length = 0;
        }
        try (FileChannel out = open(newer)) {
            // A line that the power cut short is ended, so that this one begins anew.
            ByteBuffer content =
                    ByteBuffer.wrap(endsWhole(length) ? bytes : ("\n" + line + "\n").getBytes(StandardCharsets.UTF_8));
            while (content.hasRemaining()) {
                out.write(content);
            }
            out.force(true);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private boolean endsWhole(long length) throws IOException {
        if (length == 0) {
            return true;
        }
        try (FileChannel in = FileChannel.open(newer)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            in.read(last, length - 1);
            return last.flip().hasRemaining() && last.get() == '\n';
        }
    }

    /** Returns all lines, the oldest first. */
    synchronized List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : List.of(older, newer)) {
            lines.addAll(lines(file));
        }
        return lines;
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            // Not as a list of lines at once: those of a damaged file are no UTF-8 perhaps.
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Removes lines for good; returns how many. */
    synchronized long remove(Predicate<String> unwanted) throws IOException {
        long removed = 0;
        for (Path file : List.of(older, newer)) {
            List<String> all = lines(file);
            List<String> kept = all.stream().filter(unwanted.negate()).toList();
            if (kept.size() < all.size()) {
                removed += all.size() - kept.size();
                replace(file, kept);
            }
        }
        return removed;
    }

    private static void replace(Path file, List<String> lines) throws IOException {
        if (lines.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".anew");
        Files.deleteIfExists(fresh);
        try (FileChannel out = open(fresh)) {
            ByteBuffer content = ByteBuffer.wrap((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
            while (content.hasRemaining()) {
                out.write(content);
            }
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
