package io.millwright.pipeline.advise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Decision.Role;
import io.millwright.decision.Quality;
import io.millwright.decision.Recommendation;
import io.millwright.decision.Recommendation.Kind;
import io.millwright.decision.Recommendation.Status;
import io.millwright.pipeline.advise.AdvisedModel.Saw;
import io.millwright.pipeline.advise.SettingsAdvice.Answer;
import io.millwright.pipeline.decide.ModelIdentity;
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
    private boolean wanted = true;
    private final AdviceCounters counters = new AdviceCounters();
    private final RecommendationBook book =
            new RecommendationBook(() -> nanos, () -> 5_000_000, pipeline -> wanted, this::tell);

    private void tell(RecommendationBook.Change change) {
        SettingsAdvice advice = change.advice();
        String by = change.replaced() ? " by a newer one" : "";
        told.add(advice.id() + " " + advice.kind() + " " + advice.status() + by);
    }

    private static SettingsAdvice advice(String asset, long sequence, Kind kind, String why) {
        return advice(asset, sequence, kind, why, List.of(), List.of());
    }

    private static SettingsAdvice proposal(List<SettingsAdvice.Value> settings, SettingsAdvice.Given... given) {
        return advice("a", 1, Kind.PROPOSED, "", settings, List.of(given));
    }

    private static SettingsAdvice advice(
            String asset,
            long sequence,
            Kind kind,
            String why,
            List<SettingsAdvice.Value> settings,
            List<SettingsAdvice.Given> given) {
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
                settings,
                given,
                null,
                Double.NaN,
                List.of(),
                decision.windowEndMicros(),
                decision.windowEndMicros() + TimeUnit.SECONDS.toMicros(LIFE_SECONDS),
                AdvisedModel.IDENTITY,
                "",
                kind == Kind.PROPOSED ? Answer.OPEN : Answer.NONE);
    }

    private void add(SettingsAdvice made) {
        book.add(made, counters);
    }

    private void propose(String asset, long sequence) {
        add(advice(asset, sequence, Kind.PROPOSED, ""));
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
        add(advice("b", 1, Kind.KEEP, "good as it is"));
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
        add(advice("a", 3, Kind.KEEP, "good as it is"));
        assertEquals(List.of(), book.open());
    }

    @Test
    void itExpiresByTheSourcesClock() {
        propose("a", 1);
        book.heard(AdvisedModel.decision("a", 1 + LIFE_SECONDS, Role.SERVING, Quality.GOOD), null);
        assertEquals(1, book.open().size());
        book.heard(AdvisedModel.decision("b", 9_999, Role.SERVING, Quality.GOOD), null);
        assertEquals(1, book.open().size());
        book.heard(AdvisedModel.decision("a", 2 + LIFE_SECONDS, Role.SERVING, Quality.GOOD), null);
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

    private static final List<SettingsAdvice.Value> FROM_5_TO_6 = List.of(
            new SettingsAdvice.Value("a", "A", 5, 6, 5.5, 6.5, 2), new SettingsAdvice.Value("b", "", 3, 3, 2, 4, 2));

    private void refused(String id, String because) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> book.answer(id, Status.APPROVED, "Ms Weld", ""));
        assertTrue(refused.getMessage().contains(because), refused.getMessage());
    }

    @Test
    void itIsWithdrawnOnceAnotherModelDecides() {
        propose("a", 1);
        propose("b", 1);
        ModelIdentity next = new ModelIdentity("seam", "1.1.0", "cd".repeat(32), "CPU");
        book.heard(AdvisedModel.decision("a", 2, Role.SHADOW, next), null);
        assertEquals(2, book.open().size(), "a shadow decides nothing");
        book.heard(AdvisedModel.decision("a", 2, Role.SERVING, next), null);
        assertEquals(1, book.open().size());
        refused("a1", "is WITHDRAWN: the model seam 1.0.0 was replaced by seam 1.1.0");
        assertEquals("a1 PROPOSED WITHDRAWN", told.get(2));
        assertEquals("b1", book.open().get(0).id());
    }

    @Test
    void whatIsMadeOfAModelThatWasReplacedMeanwhileIsNeverOpen() {
        ModelIdentity next = new ModelIdentity("seam", "1.1.0", "cd".repeat(32), "CPU");
        book.heard(AdvisedModel.decision("a", 2, Role.SERVING, next), null);
        propose("a", 1);
        assertEquals(List.of(), book.open());
        assertEquals(List.of("a1 PROPOSED WITHDRAWN"), told);
        refused("a1", "was replaced by seam 1.1.0");
    }

    @Test
    void itIsWithdrawnOnceSomethingIsInTheWay() {
        propose("a", 1);
        propose("b", 1);
        book.review(one -> one.asset().equals("a") ? "the machine's data have drifted" : "");
        assertEquals("b", book.open().get(0).asset());
        refused("a1", "is WITHDRAWN: the machine's data have drifted");
    }

    private void sees(long sequence, Quality quality, double a, double b) {
        book.heard(AdvisedModel.decision("a", sequence, Role.SERVING, quality), Saw.of(a, b));
    }

    @Test
    void itStandsWhileSettingsAreWhereItLeadsFromOrTo() {
        add(proposal(FROM_5_TO_6));
        double[][] allowed = {{5, 3}, {4.2, 3}, {6, 2.2}, {6.5, 4}, {7.4, 3}, {Double.NaN, 3}};
        for (int i = 0; i < 4 * allowed.length; i++) {
            sees(2 + i, Quality.GOOD, allowed[i % allowed.length][0], allowed[i % allowed.length][1]);
            assertEquals(1, book.open().size(), i + "");
        }
    }

    @Test
    void itIsWithdrawnOnceASettingWasMovedBeyondItsBand() {
        add(proposal(FROM_5_TO_6));
        sees(2, Quality.GOOD, 8.6, 3);
        assertEquals(List.of(), book.open());
        refused("a1", "a is 8.600 A now, the proposal was made at 5.000 and allows 5.500 to 6.500");
    }

    /** It was made for another plate: what the search took as given is so no more. */
    @Test
    void itIsWithdrawnOnceWhatNoSettingMovesIsAnother() {
        add(proposal(List.of(), new SettingsAdvice.Given("b", "mm", 6, 1.2, List.of())));
        sees(2, Quality.GOOD, 5, 6.5);
        sees(3, Quality.UNCERTAIN, 5, 8);
        assertEquals(1, book.open().size());
        sees(4, Quality.GOOD, 5, 8);
        assertEquals(List.of(), book.open());
        refused("a1", "is WITHDRAWN: b is 8.000 mm now, the proposal was made for 6.000 mm");
    }

    @Test
    void aLittleChangeOfItCountsWhenItLasts() {
        add(proposal(FROM_5_TO_6, new SettingsAdvice.Given("b", "mm", 3, 1.2, List.of())));
        sees(2, Quality.GOOD, 5, 3.7);
        sees(3, Quality.GOOD, 5, 3.7);
        assertEquals(1, book.open().size());
        sees(4, Quality.GOOD, 5, 3.7);
        refused("a1", "b is 3.700 mm now, the proposal was made for 3.000 mm");
    }

    @Test
    void anotherCategoryIsAnotherQuestionAtOnce() {
        add(proposal(List.of(), new SettingsAdvice.Given("b", "", 0, 0, List.of("steel", "aluminium"))));
        sees(2, Quality.GOOD, 5, 0);
        assertEquals(1, book.open().size());
        sees(3, Quality.GOOD, 5, 1);
        refused("a1", "b is 'aluminium' now, the proposal was made for 'steel'");
    }

    /** One part's mean is no setting: it takes three, one after the other. */
    @Test
    void aLittleBeyondItsBandCountsWhenItLasts() {
        add(proposal(FROM_5_TO_6));
        sees(2, Quality.GOOD, 5, 5.2);
        sees(3, Quality.GOOD, 5, 5.2);
        sees(4, Quality.GOOD, 5, 3);
        sees(5, Quality.GOOD, 5, 5.2);
        sees(6, Quality.GOOD, 5, 5.2);
        // Of what is not known for sure nothing follows.
        sees(7, Quality.UNCERTAIN, 5, 9);
        assertEquals(1, book.open().size());
        sees(8, Quality.GOOD, 5, 5.2);
        assertEquals(List.of(), book.open());
        refused("a1", "b is 5.200 now");
    }

    @Test
    void whatIsInTheWayIsToldOnceUntilItChanges() {
        add(advice("a", 1, Kind.WITHHELD, "drift"));
        add(advice("a", 2, Kind.WITHHELD, "drift"));
        add(advice("a", 3, Kind.WITHHELD, "BAD"));
        propose("a", 4);
        add(advice("a", 5, Kind.WITHHELD, "BAD"));
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
        add(advice("a", 1, Kind.WITHHELD, "drift"));
        propose("a", 2);
        add(advice("a", 3, Kind.WITHHELD, "drift"));
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
        assertTrue(book.forget(AdvisedModel.PIPELINE, "the pipeline has ended"));
        assertEquals(List.of(), book.open());
        assertEquals("a1 PROPOSED WITHDRAWN", told.get(1));
        assertFalse(book.forget(AdvisedModel.PIPELINE, "the pipeline has ended"));
    }

    /** It would stay open until it expires, and nobody would be left to withdraw it. */
    @Test
    void whatIsFoundForAPipelineThatWantsNoneAnyMoreIsDroppedAndCounted() {
        wanted = false;
        propose("a", 1);
        assertEquals(List.of(), book.open());
        assertEquals(List.of(), book.recent());
        assertEquals(List.of(), told);
        assertEquals(1, counters.dropped.get());
        assertEquals(0, counters.proposed.get());
    }
}
