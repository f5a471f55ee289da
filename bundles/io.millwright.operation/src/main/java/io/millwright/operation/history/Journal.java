package io.millwright.operation.history;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Sha256;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/**
 * Lines of JSON in files {@code history-<time of the first line>.jsonl.gz}, appended block by block: each block is a gzip member of its
 * own, which {@code gunzip} joins, begins with the hash of all lines before it, and is on the disk when {@link #append} returns. A block that a
 * power cut tore is the end of its file; the next start begins another one. One thread writes, any may read.
 */
final class Journal {
    /** What the first line of all follows. */
    static final String BEGINNING = "0".repeat(64);

    static final long LEAST_FILE_BYTES = 64 << 10;
    static final long MOST_FILE_BYTES = 4 << 20;

    private static final int FILES_IN_BUDGET = 32;
    private static final long HOUR_MICROS = TimeUnit.HOURS.toMicros(1);
    private static final Pattern NAME = Pattern.compile("history-(\\d{1,19})\\.jsonl\\.gz");
    private static final String CHAIN = "chain";
    private static final int LONGEST_HEADER = 200;
    private static final String CHARACTERS = "characters";

    private final Path folder;
    private String chain;
    private Path file;
    private long fileMicros;

    /** Reads and writes nothing yet. */
    Journal(Path folder) {
        this.folder = folder;
    }

    /** Takes one line after the other. */
    interface Visitor {
        /**
         * A line.
         *
         * @param header the one at the beginning of its block
         * @return whether it wants more
         */
        boolean line(String header, String line);
    }

    /** Returns the files by the time of their first line, the oldest first. */
    TreeMap<Long, Path> files() throws IOException {
        TreeMap<Long, Path> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Matcher matcher = NAME.matcher(each.getFileName().toString());
                if (matcher.matches()) {
                    files.put(Long.parseLong(matcher.group(1)), each);
                }
            }
        } catch (NoSuchFileException e) {
            return files;
        }
        return files;
    }

    /** Returns the hash after one more line. */
    static String chained(String before, String line) {
        return Sha256.of(before + "\n" + line);
    }

    /**
     * Writes lines, each without an end; they survive a loss of power when this returns.
     *
     * @param atMicros of the first of them
     * @return whether the file is full, and the next lines begin another one
     * @throws IOException they are not kept; the next ones begin another file
     */
    boolean append(List<String> lines, long atMicros, long budgetBytes) throws IOException {
        try {
            if (chain == null) {
                chain = lastChain();
            }
            long most = Math.max(LEAST_FILE_BYTES, Math.min(MOST_FILE_BYTES, budgetBytes / FILES_IN_BUDGET));
            boolean fresh = file == null;
            if (fresh) {
                Files.createDirectories(folder);
                file = folder.resolve(String.format(Locale.ROOT, "history-%016d.jsonl.gz", atMicros));
                fileMicros = atMicros;
            }
            String after = chain;
            StringBuilder text = new StringBuilder();
            for (String line : lines) {
                text.append(line).append('\n');
                after = chained(after, line);
            }
            JsonObject header = new JsonObject().add("at", atMicros).add(CHAIN, chain);
            text.insert(0, header.add(CHARACTERS, text.length()) + "\n");
            write(file, zipped(text.toString()));
            if (fresh) {
                forceFolder();
            }
            chain = after;
            boolean full = atMicros - fileMicros >= HOUR_MICROS || Files.size(file) >= most;
            file = full ? null : file;
            return full;
        } catch (IOException e) {
            // What stands in the file now is not known: its last block may be torn.
            file = null;
            throw e;
        }
    }

    /** Of the newest file that has a whole block. */
    private String lastChain() throws IOException {
        for (Path each : files().descendingMap().values()) {
            String[] found = {BEGINNING, ""};
            read(each, (header, line) -> {
                if (!header.equals(found[1])) {
                    found[1] = header;
                    found[0] = chain(header);
                }
                found[0] = chained(found[0], line);
                return true;
            });
            if (!found[1].isEmpty()) {
                return found[0];
            }
        }
        return BEGINNING;
    }

    private static byte[] zipped(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static void write(Path file, byte[] block) throws IOException {
        try (FileChannel out = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            long before = out.size();
            try {
                ByteBuffer content = ByteBuffer.wrap(block);
                while (content.hasRemaining()) {
                    out.write(content);
                }
                out.force(true);
            } catch (IOException e) {
                // Its lines are written again, elsewhere.
                out.truncate(before);
                throw e;
            }
        }
    }

    private void forceFolder() throws IOException {
        try (FileChannel in = FileChannel.open(folder)) {
            in.force(true);
        }
    }

    /**
     * Deletes the oldest files until the rest fits.
     *
     * @return the bytes that are left
     */
    long prune(long budgetBytes, long oldestMicros) throws IOException {
        TreeMap<Long, Path> files = files();
        long bytes = 0;
        for (Path each : files.values()) {
            bytes += Files.size(each);
        }
        while (!files.isEmpty()) {
            Map.Entry<Long, Path> oldest = files.pollFirstEntry();
            // A file ends where the next one begins.
            boolean old = !files.isEmpty() && files.firstKey() < oldestMicros;
            if (!old && bytes <= budgetBytes) {
                break;
            }
            bytes -= Files.size(oldest.getValue());
            Files.deleteIfExists(oldest.getValue());
            if (oldest.getValue().equals(file)) {
                file = null;
            }
        }
        return bytes;
    }

    /** Reads lines from the oldest on that may lie within times, until the visitor has enough. */
    void read(long fromMicros, long toMicros, Visitor visitor) throws IOException {
        TreeMap<Long, Path> files = files();
        Long first = files.floorKey(fromMicros);
        boolean[] more = {true};
        Visitor watched = (header, line) -> more[0] = visitor.line(header, line);
        for (Map.Entry<Long, Path> each :
                files.tailMap(first == null ? Long.MIN_VALUE : first, true).entrySet()) {
            if (!more[0] || each.getKey() > toMicros) {
                return;
            }
            read(each.getValue(), watched);
        }
    }

    /** A block is told when all of it is there. */
    private static void read(Path file, Visitor visitor) throws IOException {
        String header = "";
        List<String> block = new ArrayList<>();
        try (Torn in = new Torn(file);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!isHeader(line)) {
                    block.add(line);
                    continue;
                }
                if (!tell(header, block, visitor)) {
                    return;
                }
                header = line;
                block.clear();
            }
            tell(header, block, visitor);
        } catch (NoSuchFileException | EOFException | ZipException e) {
            // Gone meanwhile, or torn in its first bytes.
        }
    }

    private static boolean tell(String header, List<String> block, Visitor visitor) {
        if (header.isEmpty()) {
            return true;
        }
        long left = Json.parse(header).asObject().getLong(CHARACTERS, -1);
        int whole = 0;
        while (left > 0 && whole < block.size()) {
            left -= block.get(whole++).length() + 1;
        }
        if (left == 0) {
            for (String line : block.subList(0, whole)) {
                if (!visitor.line(header, line)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The text of a file that ends where it is torn, so that nothing of what is before is lost in somebody's buffer. */
    private static final class Torn extends FilterInputStream {
        private boolean torn;

        Torn(Path file) throws IOException {
            super(new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file))));
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            try {
                return torn ? -1 : super.read(bytes, from, length);
            } catch (EOFException | ZipException e) {
                torn = true;
                return -1;
            }
        }
    }

    private static boolean isHeader(String line) {
        return line.startsWith("{\"at\":")
                && line.contains(",\"" + CHAIN + "\":")
                && line.endsWith("}")
                && line.length() < LONGEST_HEADER;
    }

    /** Returns the time of a line, -1 where it has none. */
    static long at(String line) {
        int end = line.indexOf(',');
        try {
            return line.startsWith("{\"at\":") && end > 0 ? Long.parseLong(line.substring(6, end)) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Returns the hash that a block's header states. */
    static String chain(String header) {
        return Json.parse(header).asObject().getString(CHAIN, BEGINNING);
    }
}
