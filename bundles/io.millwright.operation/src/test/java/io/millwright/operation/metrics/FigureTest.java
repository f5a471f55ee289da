package io.millwright.operation.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of counters, and what the documents say of them. */
class FigureTest {
    private static final Path DOCS = Path.of("..", "..", "docs");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            samples.dropped    | samples_dropped        | ''      | false
            notifications.held | notifications_held     | ''      | true
            clock.offset.ms    | clock_offset_seconds   | seconds | true
            compute.waited.ms  | compute_waited_seconds | seconds | false
            advice.searchMillis| advice_search_seconds  | seconds | false
            paused.seconds     | paused_seconds         | seconds | false
            capture.bytes      | capture_bytes          | bytes   | true
            bytes.sent         | sent_bytes             | bytes   | false
            outbox.inFlight    | outbox_in_flight       | ''      | true
            plans.toTell       | plans_to_tell          | ''      | true
            modelGone          | model_gone             | ''      | false
            grand.total        | grand                  | ''      | false
            """)
    void aNameIsSaidAsOpenMetricsWantsIt(String counter, String name, String unit, boolean falls) {
        Figure figure = Figure.of(counter);

        assertEquals(name, figure.name());
        assertEquals(unit, figure.unit());
        assertEquals(falls, figure.falls());
    }

    /** What the operations' document calls no count, or says that it may fall, must not be told as a counter. */
    @Test
    void whatTheDocumentsCallNoCountIsAGauge() throws IOException {
        List<String> wrong = new ArrayList<>();
        int rows = 0;
        for (String line : Files.readAllLines(DOCS.resolve("operations.md"))) {
            String[] cells = line.split("\\|");
            if (cells.length > 2 && cells[1].startsWith(" `") && cells[2].matches(" no counts?:.*|.*may fall.*")) {
                rows++;
                Matcher name = CODE.matcher(cells[1]);
                while (name.find()) {
                    if (!Figure.of(name.group(1)).falls()) {
                        wrong.add(name.group(1));
                    }
                }
            }
        }
        assertFalse(rows < 8, rows + " rows were found");
        assertEquals(List.of(), wrong);
    }

    /** Every counter that an equation calls lost has a row with cause and remedy. */
    @Test
    void everyLossHasItsRowOfCauseAndRemedy() throws IOException {
        TreeSet<String> missing = new TreeSet<>();
        Pattern loss = Pattern.compile("\\.(?:lost|beside)\\(\\s*\"([^\"]+)\"");
        try (Stream<Path> sources = Files.walk(Path.of(".."))) {
            for (Path source :
                    (Iterable<Path>) sources.filter(each -> each.toString().contains("/src/main/java/")
                            && each.toString().endsWith(".java"))::iterator) {
                Matcher found = loss.matcher(Files.readString(source));
                while (found.find()) {
                    missing.add(found.group(1));
                }
            }
        }
        assertFalse(missing.size() < 20, "only these were found: " + missing);
        for (String line : Files.readAllLines(DOCS.resolve("operation.md"))) {
            String[] cells = line.split("\\|");
            if (cells.length == 4 && !cells[2].isBlank() && !cells[3].isBlank()) {
                Matcher name = CODE.matcher(cells[1]);
                while (name.find()) {
                    missing.remove(name.group(1));
                }
            }
        }
        assertEquals(new TreeSet<>(), missing);
    }
}
