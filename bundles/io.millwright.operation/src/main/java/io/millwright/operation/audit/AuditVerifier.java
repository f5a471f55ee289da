package io.millwright.operation.audit;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.ParseException;
import io.millwright.operation.resource.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether an audit is as it was written: every line carries the hash of the line before, over all files. Works on a copy of the folder
 * too, without a gateway. What it cannot know is whether lines were cut off at the end: for that, somebody elsewhere keeps
 * {@link Verdict#lastSha256}, which every answer of the resource {@code audit} tells. Not thread-safe.
 */
public final class AuditVerifier {
    private final AuditFiles files;
    /** What was found of files that have not changed since. */
    private final Map<Path, Checked> checked = new HashMap<>();

    /** Creates one of a folder; it need not exist. */
    public AuditVerifier(Path folder) {
        files = new AuditFiles(folder);
    }

    /**
     * What came out. Immutable.
     *
     * @param intact whether everything that is there follows from what is before it
     * @param first number of the oldest line, 1 more than {@code last} where there is none
     * @param last number of the newest line, 0 before the first
     * @param lastSha256 hash of the newest line
     * @param fault the first thing that does not follow, "" if everything does
     */
    public record Verdict(boolean intact, long first, long last, String lastSha256, String fault) {}

    private record Checked(long bytes, long modifiedMillis, Ends ends) {}

    /** How a file begins and ends, if everything between follows. */
    private record Ends(String previous, long first, long last, String lastSha256, String fault) {}

    /** Looks at every file that it has not looked at as it is now. */
    public Verdict verify() throws IOException {
        TreeMap<Long, Path> all = files.files();
        AuditFiles.Anchor anchor = files.anchor();
        checked.keySet().retainAll(all.values());
        String sha256 = anchor.sha256();
        long last = anchor.sequence();
        long first = last + 1;
        String fault = anchor.sequence() < 0 ? "anchor.json, from which the oldest line follows, cannot be read" : "";
        boolean begun = false;
        for (Map.Entry<Long, Path> each : all.entrySet()) {
            Ends ends = checked(each.getValue(), each.getKey());
            if (!begun && ends.first() <= ends.last() && ends.last() <= anchor.sequence()) {
                // The power went between keeping the anchor and deleting what it stands for.
                continue;
            }
            if (fault.isEmpty()) {
                fault = ends.fault().isEmpty() ? joint(each.getValue(), ends, last, sha256) : ends.fault();
            }
            first = begun ? first : ends.first();
            begun = true;
            last = ends.last();
            sha256 = ends.lastSha256();
        }
        return new Verdict(fault.isEmpty(), first, last, sha256, fault);
    }

    private static String joint(Path file, Ends ends, long last, String sha256) {
        boolean follows = ends.first() > ends.last()
                || ends.first() == last + 1 && ends.previous().equals(sha256);
        return follows
                ? ""
                : file.getFileName() + " begins with line " + ends.first() + ", which does not follow line " + last
                        + ": a file is missing, or one was changed";
    }

    private Ends checked(Path file, long first) throws IOException {
        long bytes = Files.size(file);
        long modified = Files.getLastModifiedTime(file).toMillis();
        Checked before = checked.get(file);
        if (before != null && before.bytes() == bytes && before.modifiedMillis() == modified) {
            return before.ends();
        }
        Ends ends = ends(file, first);
        checked.put(file, new Checked(bytes, modified, ends));
        return ends;
    }

    private static Ends ends(Path file, long first) throws IOException {
        List<String> lines = AuditFiles.lines(file);
        String begins = AuditFiles.NONE;
        String previous = null;
        long sequence = first - 1;
        String fault = "";
        for (String line : lines) {
            sequence++;
            String said = previous(line, sequence);
            if (fault.isEmpty() && (said.isEmpty() || previous != null && !said.equals(previous))) {
                fault = file.getFileName() + ": line " + sequence
                        + " does not follow the one before it: one of the two was changed, or one between is missing";
            }
            begins = previous == null ? said : begins;
            previous = Sha256.of(line);
        }
        return new Ends(begins, first, sequence, previous == null ? AuditFiles.NONE : previous, fault);
    }

    /** Returns the hash that a line of that number carries, "" if it is no such line. */
    private static String previous(String line, long sequence) {
        try {
            JsonObject said = Json.parse(line).asObject();
            return said.getLong("sequence", -1) == sequence ? said.getString("previous", "") : "";
        } catch (ParseException | UnsupportedOperationException | NumberFormatException e) {
            return "";
        }
    }
}
