package io.millwright.pipeline.numbers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.state.RunNumbers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No number comes twice, whatever ends a run. A crash is a new object over the same folder. */
class RunNumberFilesTest {
    private static final long NOW_MILLIS = 1_800_000_000_000L;

    @TempDir
    Path data;

    private final List<Runnable> background = new ArrayList<>();
    private long nowMillis = NOW_MILLIS;

    private RunNumberFiles files() {
        return new RunNumberFiles(data, background::add, Clock.fixed(Instant.ofEpochMilli(nowMillis), ZoneOffset.UTC));
    }

    private void runBackground() {
        List<Runnable> tasks = List.copyOf(background);
        background.clear();
        tasks.forEach(Runnable::run);
    }

    private Path file() throws IOException {
        try (Stream<Path> all = Files.list(data.resolve("millwright").resolve("numbers"))) {
            List<Path> found = all.toList();
            assertEquals(1, found.size(), "nothing is left beside it: " + found);
            return found.get(0);
        }
    }

    @Test
    void theFirstRunBeginsAtTheClock() {
        RunNumbers first = files().begin("p");
        assertEquals(NOW_MILLIS / 1_000, first.run());
        assertEquals(NOW_MILLIS, first.next("a"));
        assertEquals(NOW_MILLIS, first.next("b"), "each asset counts by itself");
    }

    @Test
    void anOrderlyStopWastesNoNumber() {
        RunNumberFiles before = files();
        RunNumbers first = before.begin("p");
        first.next("a");
        long last = first.next("a");
        before.end("p", first);
        runBackground();
        RunNumbers second = files().begin("p");
        assertEquals(first.run() + 1, second.run());
        assertEquals(last + 1, second.next("a"));
    }

    /** Before, between and after the background's writes, and across several blocks. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_999, 5_000, 5_001, 9_999, 10_000, 25_000})
    void aCrashRepeatsNoNumber(int count) {
        Set<Long> given = new HashSet<>();
        long run = 0;
        for (int crash = 0; crash < 3; crash++) {
            RunNumbers numbers = files().begin("p");
            assertTrue(numbers.run() > run);
            run = numbers.run();
            for (int i = 0; i < count; i++) {
                assertTrue(given.add(numbers.next("a")), "twice in run " + run);
                // The background is late by a third of a block.
                if (i % 3_333 == 3_332) {
                    runBackground();
                }
            }
            background.clear();
        }
    }

    @Test
    void aCrashCostsABlockAtMost() {
        RunNumbers first = files().begin("p");
        long last = first.next("a");
        background.clear();
        assertTrue(files().begin("p").next("a") - last <= RunNumbers.BLOCK);
    }

    @Test
    void pipelinesDoNotShareNumbersEvenWhereTheirNamesAreNoFileNames() {
        RunNumberFiles files = files();
        RunNumbers first = files.begin("../a/b");
        RunNumbers second = files.begin("..%2fa%2fb");
        first.next("x");
        first.next("x");
        files.end("../a/b", first);
        files.end("..%2fa%2fb", second);
        RunNumberFiles again = files();
        assertEquals(NOW_MILLIS + 2, again.begin("../a/b").next("x"));
        assertEquals(NOW_MILLIS, again.begin("..%2fa%2fb").next("x"));
        assertNotEquals(RunNumbersFile.fileName("x".repeat(300)), RunNumbersFile.fileName("x".repeat(301)));
        assertTrue(RunNumbersFile.fileName("\u00e4".repeat(300)).length() < 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 17 20000 0\n", "1 17", "1 17 99999999999999999999 ab\n", "\u0000\u0000\u0000\u0000"})
    void aDamagedFileMeansTheClockWhichIsAheadOfAllNumbersGiven(String content) throws IOException {
        RunNumbers first = files().begin("p");
        long last = first.next("a");
        Files.writeString(file(), content);
        nowMillis += 60_000;
        assertNull(RunNumbersFile.read(data.resolve("millwright").resolve("numbers"), "p"));
        RunNumbers second = files().begin("p");
        assertTrue(second.next("a") > last);
        assertTrue(second.run() > first.run());
    }

    /** The old number on disk would be wrong by then: better none, and the clock. */
    @Test
    void aFolderThatCannotBeWrittenMeansTheClockToo() throws IOException {
        Files.createDirectories(data.resolve("millwright"));
        Files.writeString(data.resolve("millwright").resolve("numbers"), "a file where the folder belongs");
        RunNumbers first = files().begin("p");
        long last = first.next("a");
        nowMillis += 60_000;
        RunNumbers second = files().begin("p");
        assertTrue(second.next("a") > last);
        assertTrue(second.run() > first.run());
    }

    /** A pipeline may be started anew before its former instance has ended. */
    @Test
    void aLateEndDoesNotTakeNumbersBackFromTheNextRun() {
        RunNumberFiles files = files();
        RunNumbers first = files.begin("p");
        first.next("a");
        RunNumbers second = files.begin("p");
        long last = second.next("a");
        files.end("p", first);
        runBackground();
        RunNumbers third = files().begin("p");
        assertTrue(third.next("a") > last);
        assertTrue(third.run() > second.run());
    }

    @Test
    void aWriteThatWaitsDoesNotUndoTheEnd() {
        RunNumberFiles files = files();
        RunNumbers first = files.begin("p");
        long last = first.next("a");
        files.end("p", first);
        runBackground();
        assertEquals(last + 1, files().begin("p").next("a"));
    }
}
