package io.millwright.operation.audit;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.ParseException;
import io.millwright.operation.resource.Sha256;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of the audit and nothing about what they say: {@code audit-<number of its first line>.jsonl}, lines of JSON that end with
 * the hash of the line before, and {@code anchor.json}, the last line that went with the oldest file. Not thread-safe; two of one
 * folder may read.
 */
final class AuditFiles {
    /** The hash that the first line of all carries. */
    static final String NONE = "0".repeat(64);

    private static final Pattern NAME = Pattern.compile("audit-(\\d{1,18})\\.jsonl");
    private static final String ANCHOR = "anchor.json";

    private final Path folder;

    AuditFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * The last line before those that are kept.
     *
     * @param sequence its number, 0 where nothing went
     * @param sha256 its hash
     */
    record Anchor(long sequence, String sha256) {
        static final Anchor BEGINNING = new Anchor(0, NONE);
    }

    /** Returns the files by the numbers of their first lines, the oldest first. */
    TreeMap<Long, Path> files() throws IOException {
        TreeMap<Long, Path> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                Matcher matcher = NAME.matcher(file.getFileName().toString());
                if (matcher.matches()) {
                    files.put(Long.parseLong(matcher.group(1)), file);
                }
            }
        } catch (NoSuchFileException e) {
            return files;
        }
        return files;
    }

    Path file(long firstSequence) {
        return folder.resolve(String.format(Locale.ROOT, "audit-%012d.jsonl", firstSequence));
    }

    long bytes() throws IOException {
        long bytes = 0;
        for (Path file : files().values()) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    /** Returns the whole lines of a file; what follows the last end of a line is not one. */
    static List<String> lines(Path file) throws IOException {
        // Not strictly: bytes that are no UTF-8 are found by their hash.
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        int end = text.lastIndexOf('\n');
        return end < 0 ? List.of() : List.of(text.substring(0, end).split("\n", -1));
    }

    /** Returns the anchor; the beginning where there is none. */
    Anchor anchor() throws IOException {
        try {
            JsonObject said =
                    Json.parse(Files.readString(folder.resolve(ANCHOR))).asObject();
            return new Anchor(said.getLong("sequence", -1), said.getString("sha256", ""));
        } catch (NoSuchFileException e) {
            return Anchor.BEGINNING;
        } catch (ParseException | UnsupportedOperationException | NumberFormatException e) {
            // Fits no line: the verification says that.
            return new Anchor(-1, "");
        }
    }

    /** Deletes the oldest file and keeps its last line's number and hash; with a loss of power between, both are there. */
    void deleteOldest() throws IOException {
        Map.Entry<Long, Path> oldest = files().firstEntry();
        List<String> lines = lines(oldest.getValue());
        if (!lines.isEmpty()) {
            JsonObject kept = new JsonObject()
                    .add("sequence", oldest.getKey() + lines.size() - 1)
                    .add("sha256", Sha256.of(lines.get(lines.size() - 1)));
            Path fresh = folder.resolve(ANCHOR + ".new");
            Files.deleteIfExists(fresh);
            write(fresh, kept.toString().getBytes(StandardCharsets.UTF_8), true);
            Files.move(
                    fresh, folder.resolve(ANCHOR), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceFolder();
        }
        Files.deleteIfExists(oldest.getValue());
    }

    /** Cuts off what follows a file's last whole line; returns how many bytes that was. */
    static long cutTorn(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int whole = bytes.length;
        while (whole > 0 && bytes[whole - 1] != '\n') {
            whole--;
        }
        if (whole < bytes.length) {
            truncate(file, whole);
        }
        return bytes.length - whole;
    }

    /**
     * Appends a line.
     *
     * @param force whether it survives a loss of power when this returns
     * @throws IOException it is not there; nothing of it stays, where that can be helped
     */
    void append(Path file, String line, boolean force) throws IOException {
        boolean fresh = !Files.exists(file);
        if (fresh) {
            Files.createDirectories(folder);
        }
        long before = fresh ? 0 : Files.size(file);
        try {
            write(file, (line + "\n").getBytes(StandardCharsets.UTF_8), force);
            if (fresh) {
                forceFolder();
            }
        } catch (IOException e) {
            if (Files.exists(file)) {
                truncate(file, before);
            }
            throw e;
        }
    }

    private static void truncate(Path file, long bytes) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            out.truncate(bytes);
            out.force(true);
        }
    }

    private static void write(Path file, byte[] bytes, boolean force) throws IOException {
        try (FileChannel out = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer content = ByteBuffer.wrap(bytes);
            while (content.hasRemaining()) {
                out.write(content);
            }
            if (force) {
                out.force(true);
            }
        }
    }

    private void forceFolder() throws IOException {
        try (FileChannel in = FileChannel.open(folder)) {
            in.force(true);
        }
    }
}
