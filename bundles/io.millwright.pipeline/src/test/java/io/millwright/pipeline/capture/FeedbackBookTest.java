package io.millwright.pipeline.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Feedback.Given;
import io.millwright.decision.Opinion;
import io.millwright.decision.Opinion.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opinions are kept over restarts, within a bound, and told; a damaged line costs itself only. */
class FeedbackBookTest {
    @TempDir
    Path data;

    private FeedbackBook book() {
        return new FeedbackBook(data, Clock.systemUTC());
    }

    private static Opinion opinion(long sequence, String comment) {
        return new Opinion("p1", "Press1", 1, sequence, Verdict.REJECTED, "", "ok", comment, "eva");
    }

    @Test
    void anOpinionSurvivesARestartWordForWord() throws Exception {
        Given given = book().give(opinion(1, "a\ttab, a\nline, a \\ and \u2028 \u00e4"));
        assertEquals(List.of(given), book().latest("p1", "Press1", 10));
        assertEquals(List.of(), book().latest("p1", "Press2", 10));
    }

    @Test
    void theNewestComesFirst() throws Exception {
        FeedbackBook book = book();
        book.give(opinion(1, ""));
        book.give(opinion(2, ""));
        assertEquals(2, book.latest("", "", 1).get(0).opinion().sequence());
    }

    @Test
    void aListenerThatFailsHarmsNoOther() throws Exception {
        FeedbackBook book = book();
        List<Given> heard = new ArrayList<>();
        book.bind(given -> {
            throw new IllegalStateException("as a listener of a stranger may");
        });
        book.bind(heard::add);
        Given given = book.give(opinion(1, ""));
        assertEquals(List.of(given), heard);
    }

    @Test
    void aLineThatThePowerCutShortCostsItselfOnly() throws Exception {
        book().give(opinion(1, ""));
        Files.writeString(data.resolve("millwright/feedback/opinions"), "1\t17\tREJ", StandardOpenOption.APPEND);
        book().give(opinion(2, ""));
        assertEquals(
                List.of(2L, 1L),
                book().latest("", "", 10).stream()
                        .map(given -> given.opinion().sequence())
                        .toList());
    }

    @Test
    void theFilesAreBounded() throws Exception {
        FeedbackBook book = book();
        for (int i = 1; i <= 1_500; i++) {
            book.give(opinion(i, "x".repeat(2_000)));
        }
        long bytes = 0;
        for (String name : List.of("opinions", "opinions.1")) {
            bytes += Files.size(data.resolve("millwright/feedback").resolve(name));
        }
        assertTrue(bytes <= 2 << 20, bytes + " bytes");
        assertEquals(1_500, book().latest("", "", 1).get(0).opinion().sequence());
    }

    @Test
    void whatCannotBeKeptIsToldToNobody() throws Exception {
        Files.writeString(data.resolve("millwright"), "a file where the folder should be");
        FeedbackBook book = book();
        List<Given> heard = new ArrayList<>();
        book.bind(heard::add);
        assertThrows(IOException.class, () -> book.give(opinion(1, "")));
        assertEquals(List.of(), heard);
    }

    @Test
    void whoSaidWhatIsAudited() throws Exception {
        book().give(opinion(7, "no\nsecond line"));
        String audit = Files.readString(data.resolve("millwright/audit/capture.log"));
        assertTrue(audit.contains("REJECTED of decision 1/7") && audit.contains("by eva"), audit);
        assertEquals(1, audit.lines().count());
    }

    @Test
    void anOpinionWithoutAPersonIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Opinion("p1", "Press1", 1, 1, Verdict.REJECTED, "", "", "", ""));
    }
}
