package io.millwright.operation.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chain of the audit: over restarts, rotations and power cuts; and that a change of any line is found. */
class AuditLogTest {
    private static final long BUDGET_BYTES = 1L << 20;

    @TempDir
    Path folder;

    private AuditLog log() {
        return new AuditLog(folder, () -> BUDGET_BYTES, Clock.systemUTC());
    }

    private static AuditLog.Entry entry(int number) {
        return new AuditLog.Entry("anna", "PAGE", "model/activate", new JsonObject().add("number", number), "", 0);
    }

    private static void write(AuditLog log, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            log.write(entry(i), false);
        }
    }

    private AuditVerifier.Verdict verdict() throws IOException {
        return new AuditVerifier(folder).verify();
    }

    private TreeMap<Long, Path> files() throws IOException {
        return new AuditFiles(folder).files();
    }

    /** Where people write other digits, files are found all the same. */
    @Test
    void filesAreNamedAlikeInEveryLanguage() throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            write(log(), 0, 2);
        } finally {
            Locale.setDefault(before);
        }
        assertEquals(2, verdict().last());
    }

    @Test
    void chainGoesOnOverARestart() throws IOException {
        write(log(), 0, 5);
        write(log(), 5, 9);

        assertEquals(1, files().size());
        AuditVerifier.Verdict verdict = verdict();
        assertTrue(verdict.intact(), verdict.fault());
        assertEquals(1, verdict.first());
        assertEquals(9, verdict.last());
        assertEquals(
                "8",
                log().newest(0, 1).get(0).get("fields").asObject().get("number").toString());
    }

    @Test
    void chainGoesOnOverFilesAndBeginsBehindWhatWentWithTheOldest() throws IOException {
        AuditLog log = log();
        write(log, 0, 8_000);

        assertTrue(files().size() > 5, files().toString());
        assertTrue(files().firstKey() > 1, "the oldest file has gone");
        assertTrue(new AuditFiles(folder).bytes() <= BUDGET_BYTES);
        assertTrue(log.usedPercent() > 80);
        AuditVerifier.Verdict verdict = verdict();
        assertTrue(verdict.intact(), verdict.fault());
        assertEquals(8_000, verdict.last());
        assertEquals(files().firstKey(), verdict.first());

        List<JsonObject> older = log.newest(2_000, 200);
        assertEquals(200, older.size());
        assertEquals(6_000, older.get(0).getLong("sequence", 0));
        assertEquals(5_801, older.get(199).getLong("sequence", 0));
    }

    @Test
    void aLostPowerBetweenAnchorAndDeletionIsNoFault() throws IOException {
        AuditLog log = log();
        write(log, 0, 3_000);
        Path oldest = files().firstEntry().getValue();
        byte[] content = Files.readAllBytes(oldest);
        new AuditFiles(folder).deleteOldest();
        Files.write(oldest, content);

        assertTrue(verdict().intact(), verdict().fault());
    }

    @Test
    void lineThatThePowerCutShortIsCutOffAndTold() throws IOException {
        write(log(), 0, 3);
        Path file = files().firstEntry().getValue();
        Files.write(file, "{\"sequence\":4,\"who\":\"an".getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        assertTrue(verdict().intact());

        write(log(), 3, 4);

        AuditVerifier.Verdict verdict = verdict();
        assertTrue(verdict.intact(), verdict.fault());
        assertEquals(5, verdict.last());
        JsonObject told = log().newest(1, 1).get(0);
        assertEquals("audit/torn", told.getString("action", ""));
        assertEquals(23, told.get("fields").asObject().getInt("bytes", 0));
    }

    @Test
    void fileOfZerosAfterALossOfPowerIsNoFault() throws IOException {
        write(log(), 0, 3);
        Files.write(files().firstEntry().getValue(), new byte[4096], StandardOpenOption.APPEND);

        write(log(), 3, 4);

        assertTrue(verdict().intact(), verdict().fault());
        assertEquals(5, verdict().last());
    }

    @Test
    void everyChangeOfALineIsFound() throws IOException {
        write(log(), 0, 20);
        Path file = files().firstEntry().getValue();
        List<String> whole = Files.readAllLines(file);

        for (int i = 0; i < whole.size() - 1; i++) {
            List<String> changed = new java.util.ArrayList<>(whole);
            changed.set(i, changed.get(i).replace("anna", "otto"));
            Files.write(file, changed);
            assertFalse(verdict().intact(), "line " + (i + 1) + " changed");
            changed.remove(i);
            Files.write(file, changed);
            assertFalse(verdict().intact(), "line " + (i + 1) + " removed");
        }
        Files.write(file, whole);
        assertTrue(verdict().intact());
    }

    @Test
    void missingFileIsFound() throws IOException {
        write(log(), 0, 4_000);
        Files.delete(files().higherEntry(files().firstKey()).getValue());

        AuditVerifier.Verdict verdict = verdict();
        assertFalse(verdict.intact());
        assertTrue(verdict.fault().contains("does not follow"), verdict.fault());
    }

    @Test
    void oldestFileDeletedByHandIsFound() throws IOException {
        write(log(), 0, 4_000);
        Files.delete(files().firstEntry().getValue());

        assertFalse(verdict().intact());
    }

    @Test
    void anchorThatWasChangedIsFound() throws IOException {
        write(log(), 0, 6_000);
        Path anchor = folder.resolve("anchor.json");
        String said = Files.readString(anchor);
        for (String changed : List.of("", "{}", said.replaceAll("[0-9a-f]{64}", "0".repeat(64)))) {
            Files.writeString(anchor, changed);
            assertFalse(verdict().intact(), changed);
        }
        Files.delete(anchor);
        assertFalse(verdict().intact());
        Files.writeString(anchor, said);
        assertTrue(verdict().intact());
    }

    @Test
    void aChangeWhileItIsWatchedIsFoundOnce() throws IOException {
        AuditLog log = log();
        write(log, 0, 10);
        assertTrue(log.verify().intact());
        Path file = files().firstEntry().getValue();
        Files.writeString(file, Files.readString(file).replace("anna", "annas"));

        assertFalse(log.verify().intact());
        write(log, 10, 12);
        assertFalse(log.verify().intact());
    }

    @Test
    void secretsAndLongTextsDoNotGetIn() throws IOException {
        AuditLog log = log();
        JsonObject fields = new JsonObject()
                .add("Password", "hunter2")
                .add("deep", new JsonObject().add("api_token", "hunter2"))
                .add("comment", "x".repeat(5_000));
        log.write(new AuditLog.Entry("anna", "PAGE", "a/b", fields, "", 0), true);

        String line = Files.readString(files().firstEntry().getValue());
        assertFalse(line.contains("hunter2"), line);
        assertTrue(line.contains("(5000 characters, SHA-256 "), line);
        assertTrue(line.length() < 1_000, line);
    }

    @Test
    void whatCannotBeWrittenIsRefusedAndLeavesNothing() throws IOException {
        Path notAFolder = folder.resolve("file");
        Files.writeString(notAFolder, "");
        AuditLog log = new AuditLog(notAFolder, () -> BUDGET_BYTES, Clock.systemUTC());

        assertThrows(IOException.class, () -> log.write(entry(1), true));
    }
}
