package io.millwright.desk.proof;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import io.millwright.operation.audit.AuditVerifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines of an audit from wherever they are at hand: files of its folder, or pages of the document that gateways answer with. They are laid
 * out as in the folder, so that the gateway's own verifier judges them. Not thread-safe.
 */
final class AuditLines {
    private static final Pattern FILE = Pattern.compile("audit-(\\d{1,18})\\.jsonl");
    private static final String ANCHOR = "anchor.json";
    private static final long LARGEST_BYTES = 64 << 20;

    private final TreeMap<Long, String> lines = new TreeMap<>();
    private JsonObject newest;
    private String twice = "";

    static boolean isFile(Path file) {
        return FILE.matcher(file.getFileName().toString()).matches();
    }

    /** Takes the lines of a file of the folder; what follows the last end of a line is not one, as for the verifier. */
    void file(Path file) throws IOException {
        Matcher name = FILE.matcher(file.getFileName().toString());
        if (!name.matches()) {
            throw new IllegalArgumentException(file.toString());
        }
        if (Files.size(file) > LARGEST_BYTES) {
            throw new IOException(file + " has more than " + LARGEST_BYTES + " bytes");
        }
        long sequence = Long.parseLong(name.group(1));
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        int end = text.lastIndexOf('\n');
        if (end >= 0) {
            for (String line : text.substring(0, end).split("\n", -1)) {
                add(sequence++, line);
            }
        }
    }

    /** Takes a page of the document. */
    void page(Path file, JsonObject page) throws IOException {
        try {
            for (JsonValue each : page.get("items").asArray()) {
                add(each.asObject().get("sequence").asLong(), each.toString());
            }
            boolean whole = page.get("lastSha256") != null && page.getLong("from", 0) == 0;
            newest = whole ? page : newest;
        } catch (UnsupportedOperationException | NullPointerException | NumberFormatException e) {
            throw new IOException(file + " is no document of the resource audit: " + e.getMessage(), e);
        }
    }

    private void add(long sequence, String line) {
        String before = lines.put(sequence, line);
        if (before != null && !before.equals(line) && twice.isEmpty()) {
            twice = "line " + sequence + " is there twice, and not the same";
        }
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Returns what speaks against the lines beside their chain, "" if nothing does. */
    String contradiction(AuditVerifier.Verdict verdict) {
        if (!twice.isEmpty() || newest == null) {
            return twice;
        }
        String stated = newest.getString("lastSha256", "");
        return has(stated, verdict) ? "" : "the gateway said that its last line has " + stated + ", and none has";
    }

    /** Whether a line, or what the first one follows, has that hash. */
    boolean has(String sha256, AuditVerifier.Verdict verdict) {
        return verdict.lastSha256().equals(sha256)
                || lines.values().stream().anyMatch(line -> previous(line).equals(sha256));
    }

    private static String previous(String line) {
        try {
            return Json.parse(line).asObject().getString("previous", "");
        } catch (ParseException | UnsupportedOperationException e) {
            return "";
        }
    }

    /** Judges them in a folder of their own, which is deleted. */
    AuditVerifier.Verdict verdict() throws IOException {
        Path folder = Files.createTempDirectory("millwright-audit");
        try {
            long first = lines.firstKey();
            if (first > 1) {
                // Lines are given from the middle of an audit; what the first one follows is not at hand.
                JsonObject anchor = Json.object().add("sequence", first - 1).add("sha256", previous(lines.get(first)));
                Files.writeString(folder.resolve(ANCHOR), anchor.toString());
            }
            StringBuilder text = new StringBuilder();
            long begun = first;
            long next = first;
            for (Map.Entry<Long, String> line : lines.entrySet()) {
                if (line.getKey() != next) {
                    write(folder, begun, text);
                    begun = line.getKey();
                }
                text.append(line.getValue()).append('\n');
                next = line.getKey() + 1;
            }
            write(folder, begun, text);
            return new AuditVerifier(folder).verify();
        } finally {
            delete(folder);
        }
    }

    private static void write(Path folder, long first, StringBuilder text) throws IOException {
        Files.writeString(folder.resolve("audit-" + first + ".jsonl"), text);
        text.setLength(0);
    }

    private static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
