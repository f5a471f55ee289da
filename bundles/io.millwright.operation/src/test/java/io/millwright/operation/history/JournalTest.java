package io.millwright.operation.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the history: torn, cut, too many, and continued. */
class JournalTest {
    private static final long BUDGET = 1 << 20;

    /** Of a gzip member, with the last bits of what is compressed. */
    private static final int CHECK_BYTES = 10;

    @TempDir
    Path folder;

    private static String line(long at) {
        return "{\"at\":" + at + ",\"x\":\"\u6bd2\"}";
    }

    private List<Long> times(long from) throws IOException {
        List<Long> times = new ArrayList<>();
        new Journal(folder).read(from, Long.MAX_VALUE, (header, line) -> times.add(Journal.at(line)));
        return times;
    }

    /** Where people write other digits, files are found all the same. */
    @Test
    void filesAreNamedAlikeInEveryLanguage() throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            new Journal(folder).append(List.of(line(1)), 1, BUDGET);
        } finally {
            Locale.setDefault(before);
        }
        assertEquals(List.of(1L), times(0));
    }

    @Test
    void aFileCutAnywhereGivesItsWholeBlocksAndNothingElse() throws IOException {
        Journal journal = new Journal(folder);
        journal.append(List.of(line(1), line(2)), 1, BUDGET);
        Path file = journal.files().firstEntry().getValue();
        long first = Files.size(file);
        journal.append(List.of(line(3)), 3, BUDGET);
        byte[] whole = Files.readAllBytes(file);
        assertEquals(List.of(1L, 2L, 3L), times(0));

        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));

            // All lines of a block may be there when nothing but its check sum is cut off.
            List<Long> expected = length < first - CHECK_BYTES
                    ? List.of()
                    : length < whole.length - CHECK_BYTES ? List.of(1L, 2L) : List.of(1L, 2L, 3L);
            List<Long> found = times(0);
            boolean atAnEnd = Math.abs(length - first) <= CHECK_BYTES || length >= whole.length - CHECK_BYTES;
            assertTrue(
                    found.equals(expected)
                            || atAnEnd
                                    && expected.subList(0, Math.min(found.size(), 2))
                                            .equals(found),
                    "cut at " + length + ": " + found);
        }
    }

    @Test
    void afterATornBlockTheNextStartGoesOnWithTheChain() throws IOException {
        Journal before = new Journal(folder);
        before.append(List.of(line(1)), 1, BUDGET);
        before.append(List.of(line(2)), 2, BUDGET);
        Path file = before.files().firstEntry().getValue();
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) - 40));

        new Journal(folder).append(List.of(line(5)), 5, BUDGET);

        assertEquals(List.of(1L, 5L), times(0));
        assertEquals(List.of(), EvidenceCheck.chainFaults(folder));
    }

    @Test
    void aFileOfWhichNothingIsWholeBreaksNoChain() throws IOException {
        new Journal(folder).append(List.of(line(1)), 1, BUDGET);
        new Journal(folder).append(List.of(line(2)), 2, BUDGET);
        Path newest = new Journal(folder).files().lastEntry().getValue();
        Files.write(newest, Arrays.copyOf(Files.readAllBytes(newest), 20));

        new Journal(folder).append(List.of(line(3)), 3, BUDGET);

        assertEquals(List.of(1L, 3L), times(0));
        assertEquals(List.of(), EvidenceCheck.chainFaults(folder));
    }

    @Test
    void aBlockThatIsMissingIsFound() throws IOException {
        Journal journal = new Journal(folder);
        journal.append(List.of(line(1)), 1, BUDGET);
        Path file = journal.files().firstEntry().getValue();
        long first = Files.size(file);
        journal.append(List.of(line(2)), 2, BUDGET);
        long second = Files.size(file);
        journal.append(List.of(line(3)), 3, BUDGET);
        byte[] whole = Files.readAllBytes(file);
        byte[] without = new byte[(int) (whole.length - second + first)];
        System.arraycopy(whole, 0, without, 0, (int) first);
        System.arraycopy(whole, (int) second, without, (int) first, (int) (whole.length - second));
        Files.write(file, without);

        assertEquals(1, EvidenceCheck.chainFaults(folder).size());
    }

    @Test
    void theOldestFilesGoFirstAndTheRestFits() throws IOException {
        Journal journal = new Journal(folder);
        Random random = new Random(7);
        for (int i = 1; i <= 60; i++) {
            byte[] noise = new byte[30_000];
            random.nextBytes(noise);
            String text = java.util.HexFormat.of().formatHex(noise);
            journal.append(List.of("{\"at\":" + i + ",\"x\":\"" + text + "\"}"), i, BUDGET);
            assertTrue(journal.prune(BUDGET, 0) <= BUDGET);
        }

        List<Long> left = times(0);
        assertEquals(60L, left.get(left.size() - 1));
        assertFalse(left.contains(1L));
        assertEquals(left.get(left.size() - 1) - left.get(0) + 1, left.size(), "no holes");
        assertEquals(List.of(), EvidenceCheck.chainFaults(folder));
    }

    @Test
    void whatIsTooOldGoes() throws IOException {
        Journal journal = new Journal(folder);
        long hour = 3_600_000_000L;
        for (int i = 1; i <= 5; i++) {
            journal.append(List.of(line(i * hour * 2)), i * hour * 2, BUDGET);
            journal.append(List.of(line(i * hour * 2 + hour)), i * hour * 2 + hour, BUDGET);
        }
        journal.prune(BUDGET, 7 * hour);

        assertEquals(6 * hour, times(0).get(0), "the file that holds what is just young enough stays");
    }
}
