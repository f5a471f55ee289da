package io.millwright.operation.audit;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.ParseException;
import io.millwright.operation.resource.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The audit: lines with numbers and hashes, in files within a budget. A line that a loss of power cut short is cut off, and the next
 * line says so. Thread-safe.
 */
final class AuditLog {
    private static final long LARGEST_FILE_BYTES = 2L << 20;
    private static final long SMALLEST_FILE_BYTES = 16L << 10;
    private static final int FILES = 10;

    private final AuditFiles files;
    private final AuditVerifier verifier;
    private final LongSupplier budgetBytes;
    private final Clock clock;
    private boolean opened;
    private Path current;
    private long next;
    private String previous;
    private long tornBytes;

    AuditLog(Path folder, LongSupplier budgetBytes, Clock clock) {
        files = new AuditFiles(folder);
        verifier = new AuditVerifier(folder);
        this.budgetBytes = budgetBytes;
        this.clock = clock;
    }

    /**
     * A line to be written.
     *
     * @param begun number of the line that said that it begins, 0 where none did
     */
    record Entry(String who, String road, String action, JsonObject fields, String outcome, long begun) {}

    /**
     * Writes a line.
     *
     * @param force whether it survives a loss of power when this returns
     * @return its number
     */
    synchronized long write(Entry entry, boolean force) throws IOException {
        if (!opened) {
            open();
        }
        if (tornBytes > 0) {
            JsonObject fields = new JsonObject().add("bytes", tornBytes);
            append(new Entry("gateway", "ITSELF", "audit/torn", fields, "a line was cut short", 0), false);
            tornBytes = 0;
        }
        return append(entry, force);
    }

    private void open() throws IOException {
        AuditFiles.Anchor anchor = files.anchor();
        next = Math.max(0, anchor.sequence()) + 1;
        previous = anchor.sha256();
        Map.Entry<Long, Path> newest = files.files().lastEntry();
        if (newest != null) {
            current = newest.getValue();
            tornBytes = AuditFiles.cutTorn(current);
            List<String> lines = AuditFiles.lines(current);
            next = newest.getKey() + lines.size();
            if (!lines.isEmpty()) {
                previous = Sha256.of(lines.get(lines.size() - 1));
            } else if (files.files().size() > 1) {
                previous = lastBefore(newest.getKey());
            }
        }
        opened = true;
    }

    private String lastBefore(long sequence) throws IOException {
        List<String> lines = AuditFiles.lines(files.files().lowerEntry(sequence).getValue());
        return lines.isEmpty() ? AuditFiles.NONE : Sha256.of(lines.get(lines.size() - 1));
    }

    private long append(Entry entry, boolean force) throws IOException {
        String line = line(entry);
        if (current == null || !Files.exists(current) || Files.size(current) + line.length() > fileBytes()) {
            current = files.file(next);
            makeRoom();
        }
        files.append(current, line, force);
        previous = Sha256.of(line);
        return next++;
    }

    private void makeRoom() throws IOException {
        while (files.bytes() + fileBytes() > budgetBytes.getAsLong()
                && !files.files().isEmpty()) {
            files.deleteOldest();
        }
    }

    private long fileBytes() {
        return Math.max(SMALLEST_FILE_BYTES, Math.min(LARGEST_FILE_BYTES, budgetBytes.getAsLong() / FILES));
    }

    private String line(Entry entry) {
        JsonObject line = new JsonObject()
                .add("sequence", next)
                .add("timeMicros", TimeUnit.MILLISECONDS.toMicros(clock.millis()))
                .add("who", entry.who())
                .add("road", entry.road())
                .add("action", entry.action());
        if (entry.begun() > 0) {
            line.add("begun", entry.begun());
        }
        if (!entry.fields().isEmpty()) {
            line.add("fields", Redacted.fields(entry.fields()));
        }
        if (!entry.outcome().isEmpty()) {
            line.add("outcome", Redacted.text(entry.outcome()));
        }
        return line.add("previous", previous).toString();
    }

    /** Returns what the files take of the budget, in percent. */
    synchronized int usedPercent() throws IOException {
        return (int) Math.min(100, files.bytes() * 100 / budgetBytes.getAsLong());
    }

    /** Returns whether everything that is kept follows from what is before it; files that did not change are not read again. */
    synchronized AuditVerifier.Verdict verify() throws IOException {
        return verifier.verify();
    }

    /** Returns lines, the newest first; one that is no JSON is given as a text. */
    synchronized List<JsonObject> newest(long from, int size) throws IOException {
        List<JsonObject> found = new ArrayList<>();
        TreeMap<Long, Path> all = files.files();
        long skip = from;
        for (Path file : all.descendingMap().values()) {
            if (found.size() == size) {
                break;
            }
            List<String> lines = AuditFiles.lines(file);
            for (int i = lines.size() - 1 - (int) Math.min(skip, lines.size()); i >= 0 && found.size() < size; i--) {
                found.add(parsed(lines.get(i)));
            }
            skip = Math.max(0, skip - lines.size());
        }
        return found;
    }

    private static JsonObject parsed(String line) {
        try {
            return Json.parse(line).asObject();
        } catch (ParseException | UnsupportedOperationException e) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            return new JsonObject().add("damaged", Redacted.text(line)).add("bytes", bytes.length);
        }
    }
}
