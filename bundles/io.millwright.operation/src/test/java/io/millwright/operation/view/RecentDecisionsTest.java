package io.millwright.operation.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.JsonObject;
import io.millwright.decision.Feedback;
import io.millwright.decision.Opinion;
import io.millwright.decision.Severity;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The last decisions: the newest ones, and whoever follows them learns what was missed. */
class RecentDecisionsTest {
    private final RecentDecisions recent = new RecentDecisions();

    @Test
    void followerSeesEachOnceAndWhatIsNotKeptAnyMore() throws Refusal {
        for (int i = 1; i <= RecentDecisions.KEPT + 5; i++) {
            recent.decided(new Made(i), null);
        }

        JsonObject first = ask(Map.of("after", "0", "size", "10"));
        JsonObject next = ask(Map.of("after", "15", "size", "10"));

        assertEquals(5, first.getInt("missed", -1));
        assertEquals(6, first.get("items").asArray().get(0).asObject().getInt("sequence", -1));
        assertEquals(0, next.getInt("missed", -1));
        assertEquals(16, next.get("items").asArray().get(0).asObject().getInt("number", -1));
    }

    @Test
    void newestComeFirstWithoutACursor() throws Refusal {
        recent.decided(new Made(1), null);
        recent.decided(new Made(2), null);

        JsonObject document = ask(Map.of());

        assertEquals(2, document.get("items").asArray().get(0).asObject().getInt("sequence", -1));
        assertEquals(2, document.getInt("last", -1));
    }

    @Test
    void aDecisionHasWhatPeopleSaidOfItAndNotOfAnotherOne() throws Refusal {
        recent.decided(new Made(1), null);
        recent.decided(new Made(2), null);
        Book book = new Book();
        Services services = new Offers().with(Feedback.class, book, Map.of()).services();
        book.give(opinion(1, "that was another one"));
        book.give(opinion(2, "no chips"));

        JsonObject document =
                new DecisionResource(services, recent).get(new Query(List.of("p", "a", "1", "2"), Map.of()));

        assertEquals(1, document.get("opinions").asArray().size());
        JsonObject opinion = document.get("opinions").asArray().get(0).asObject();
        assertEquals("REJECTED", opinion.getString("verdict", ""));
        assertEquals("no chips", opinion.getString("comment", ""));
        assertEquals("shift-2", opinion.getString("who", ""));
    }

    @Test
    void alarmsAreNotPushedOutByWhatIsWell() throws Refusal {
        recent.decided(new Made(1, "p", "a", Severity.ALARM), null);
        recent.decided(new Made(2, "p", "b", Severity.WARNING), null);
        for (int i = 3; i <= RecentDecisions.KEPT + 5; i++) {
            recent.decided(new Made(i), null);
        }

        assertEquals(List.of(2, 1), sequences(ask(Map.of("severity", "warning"))));
        assertEquals(List.of(1), sequences(ask(Map.of("severity", "alarm"))));
        assertEquals(List.of(1), sequences(ask(Map.of("severity", "warning", "asset", "a"))));
        assertEquals(List.of(), sequences(ask(Map.of("severity", "alarm", "pipeline", "q"))));
    }

    @Test
    void onlySoManyAlarmsAreKeptBeyondTheLastDecisions() throws Refusal {
        for (int i = 1; i <= RecentDecisions.KEPT_BAD + 1; i++) {
            recent.decided(new Made(i, "p", "a", Severity.ALARM), null);
        }
        for (int i = 0; i < RecentDecisions.KEPT; i++) {
            recent.decided(new Made(9_000 + i), null);
        }

        List<Integer> kept = sequences(ask(Map.of("severity", "alarm", "size", "500")));

        assertEquals(RecentDecisions.KEPT_BAD, kept.size());
        assertEquals(2, kept.get(kept.size() - 1));
    }

    @Test
    void assetsAreToldThatCanBeChosen() throws Refusal {
        recent.decided(new Made(1, "p", "b", Severity.OK), null);
        recent.decided(new Made(2, "q", "c", Severity.OK), null);
        recent.decided(new Made(3, "p", "a", Severity.OK), null);

        assertEquals("[\"a\",\"b\",\"c\"]", ask(Map.of()).get("assets").toString());
        assertEquals(
                "[\"a\",\"b\"]",
                ask(Map.of("pipeline", "p", "asset", "a")).get("assets").toString());
    }

    @Test
    void aSeverityThatIsNoneIsRefusedByName() {
        Refusal refusal = assertThrows(Refusal.class, () -> ask(Map.of("severity", "loud")));
        assertTrue(refusal.getMessage().contains("severity is 'loud'"), refusal.getMessage());
    }

    private static List<Integer> sequences(JsonObject document) {
        List<Integer> sequences = new ArrayList<>();
        document.get("items")
                .asArray()
                .forEach(each -> sequences.add(each.asObject().getInt("sequence", -1)));
        return sequences;
    }

    private static Opinion opinion(long sequence, String comment) {
        return new Opinion("p", "a", 1, sequence, Opinion.Verdict.REJECTED, "", "healthy", comment, "shift-2");
    }

    private static final class Book implements Feedback {
        private final List<Given> given = new ArrayList<>();

        @Override
        public Given give(Opinion opinion) {
            given.add(new Given(opinion, 7));
            return given.get(given.size() - 1);
        }

        @Override
        public List<Given> latest(String pipeline, String asset, int most) {
            return given;
        }
    }

    private JsonObject ask(Map<String, String> parameters) throws Refusal {
        return new DecisionsResource(recent).get(new Query(List.of(), parameters));
    }
}
