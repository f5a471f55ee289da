package io.millwright.pipeline.advise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Decision.Role;
import io.millwright.decision.Quality;
import io.millwright.decision.Recommendation;
import io.millwright.decision.Recommendation.Kind;
import io.millwright.decision.Recommendation.Status;
import io.millwright.pipeline.advise.SettingsAdvice.Answer;
import io.millwright.pipeline.decide.PipelineDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of recommendations: answered, replaced, expired; each told once, and never too many kept. */
class RecommendationBookTest {
    private static final long LIFE_SECONDS = 60;

    private long nanos;
    private final List<String> told = new ArrayList<>();
    private final RecommendationBook book = new RecommendationBook(() -> nanos, () -> 5_000_000, this::tell);

    private void tell(RecommendationBook.Change change) {
        SettingsAdvice advice = change.advice();
        String by = change.replaced() ? " by a newer one" : "";
        told.add(advice.id() + " " + advice.kind() + " " + advice.status() + by);
    }

    private static SettingsAdvice advice(String asset, long sequence, Kind kind, String why) {
        PipelineDecision decision = AdvisedModel.decision(asset, sequence, Role.SERVING, Quality.GOOD);
        return new SettingsAdvice(
                asset + sequence,
                decision.pipeline(),
                asset,
                decision.part(),
                1,
                sequence,
                Role.SERVING,
                kind,
                why,
                List.of(),
                null,
                Double.NaN,
                List.of(),
                decision.windowEndMicros(),
                decision.windowEndMicros() + TimeUnit.SECONDS.toMicros(LIFE_SECONDS),
                AdvisedModel.IDENTITY,
                "",
                kind == Kind.PROPOSED ? Answer.OPEN : Answer.NONE);
    }

    private void propose(String asset, long sequence) {
        book.add(advice(asset, sequence, Kind.PROPOSED, ""));
    }

    @Test
    void aPersonApprovesOrRejects() {
        propose("a", 1);
        propose("b", 1);
        Recommendation approved = book.answer("a1", Status.APPROVED, "Ms Weld", "tried at noon");
        assertEquals("Ms Weld", approved.who());
        assertEquals("tried at noon", approved.comment());
        assertEquals(5_000_000, approved.answeredMicros());
        assertEquals(
                Status.REJECTED,
                book.answer("b1", Status.REJECTED, "Mr Seam", "").status());
        assertEquals(List.of(), book.open());
        assertEquals(
                List.of("a1 PROPOSED OPEN", "b1 PROPOSED OPEN", "a1 PROPOSED APPROVED", "b1 PROPOSED REJECTED"), told);
    }

    @Test
    void whatIsNotOpenIsNotAnsweredAndTheReasonIsSaid() {
        propose("a", 1);
        book.add(advice("b", 1, Kind.KEEP, "good as it is"));
        book.answer("a1", Status.APPROVED, "x", "");
        for (String[] one : new String[][] {{"a1", "APPROVED"}, {"b1", "KEEP"}, {"zz", "not known"}}) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> book.answer(one[0], Status.REJECTED, "x", ""));
            assertTrue(refused.getMessage().contains(one[1]), refused.getMessage());
        }
    }

    @Test
    void nobodyAnswersWithoutANameOrWithABook() {
        propose("a", 1);
        assertThrows(IllegalArgumentException.class, () -> book.answer("a1", Status.APPROVED, " ", ""));
        assertThrows(IllegalArgumentException.class, () -> book.answer("a1", Status.APPROVED, null, ""));
        assertThrows(IllegalArgumentException.class, () -> book.answer("a1", Status.APPROVED, "x".repeat(101), ""));
        assertThrows(IllegalArgumentException.class, () -> book.answer("a1", Status.APPROVED, "x", "y".repeat(1_001)));
        assertEquals(1, book.open().size());
    }

    @Test
    void aNewerOneTakesThePlaceOfAnOpenOne() {
        propose("a", 1);
        propose("a", 2);
        assertEquals(List.of("a1 PROPOSED OPEN", "a1 PROPOSED EXPIRED by a newer one", "a2 PROPOSED OPEN"), told);
        assertEquals(1, book.open().size());
        book.add(advice("a", 3, Kind.KEEP, "good as it is"));
        assertEquals(List.of(), book.open());
    }

    @Test
    void itExpiresByTheSourcesClock() {
        propose("a", 1);
        book.progress(AdvisedModel.decision("a", 1 + LIFE_SECONDS, Role.SERVING, Quality.GOOD));
        assertEquals(1, book.open().size());
        book.progress(AdvisedModel.decision("b", 9_999, Role.SERVING, Quality.GOOD));
        assertEquals(1, book.open().size());
        book.progress(AdvisedModel.decision("a", 2 + LIFE_SECONDS, Role.SERVING, Quality.GOOD));
        assertEquals(List.of(), book.open());
        assertEquals("a1 PROPOSED EXPIRED", told.get(1));
    }

    @Test
    void itExpiresByTheGatewaysClockWhereTheSourceIsSilent() {
        propose("a", 1);
        nanos = TimeUnit.SECONDS.toNanos(LIFE_SECONDS) - 1;
        book.expire();
        assertEquals(1, book.open().size());
        nanos++;
        assertThrows(IllegalArgumentException.class, () -> book.answer("a1", Status.APPROVED, "x", ""));
        assertEquals("a1 PROPOSED EXPIRED", told.get(1));
    }

    @Test
    void whatIsInTheWayIsToldOnceUntilItChanges() {
        book.add(advice("a", 1, Kind.WITHHELD, "drift"));
        book.add(advice("a", 2, Kind.WITHHELD, "drift"));
        book.add(advice("a", 3, Kind.WITHHELD, "BAD"));
        propose("a", 4);
        book.add(advice("a", 5, Kind.WITHHELD, "BAD"));
        assertEquals(
                List.of(
                        "a1 WITHHELD NONE",
                        "a3 WITHHELD NONE",
                        "a4 PROPOSED OPEN",
                        "a4 PROPOSED EXPIRED by a newer one",
                        "a5 WITHHELD NONE"),
                told);
    }

    @Test
    void aRepeatedObstacleStillClosesWhatIsOpen() {
        book.add(advice("a", 1, Kind.WITHHELD, "drift"));
        propose("a", 2);
        book.add(advice("a", 3, Kind.WITHHELD, "drift"));
        assertEquals(List.of(), book.open());
    }

    @Test
    void theNewestAreKeptTheNewestFirst() {
        for (int i = 1; i <= RecommendationBook.RECENT + 5; i++) {
            propose("asset-" + i + "-", 1);
        }
        assertEquals(RecommendationBook.RECENT, book.recent().size());
        assertEquals("asset-261-1", book.recent().get(0).id());
    }

    @Test
    void tooManyOpenOnesExpireTheOldest() {
        for (int i = 1; i <= RecommendationBook.OPEN + 1; i++) {
            propose("asset-" + i + "-", 1);
        }
        assertEquals(RecommendationBook.OPEN, book.open().size());
        assertTrue(told.contains("asset-1-1 PROPOSED EXPIRED"));
    }

    @Test
    void aPipelineThatEndsTakesItsOpenOnesAlong() {
        propose("a", 1);
        book.forget(AdvisedModel.PIPELINE);
        assertEquals(List.of(), book.open());
    }
}
