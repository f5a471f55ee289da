package io.millwright.operation.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.eclipsesource.json.JsonObject;
import io.millwright.decision.Decision;
import io.millwright.decision.Feedback;
import io.millwright.decision.ModelIdentity;
import io.millwright.decision.Opinion;
import io.millwright.decision.Quality;
import io.millwright.decision.Value;
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

    private record Made(long sequence) implements Decision {
        @Override
        public String pipeline() {
            return "p";
        }

        @Override
        public String asset() {
            return "a";
        }

        @Override
        public String part() {
            return "";
        }

        @Override
        public long run() {
            return 1;
        }

        @Override
        public long windowStartMicros() {
            return 0;
        }

        @Override
        public long windowEndMicros() {
            return 0;
        }

        @Override
        public Role role() {
            return Role.SERVING;
        }

        @Override
        public List<Value> values() {
            return List.of();
        }

        @Override
        public Quality quality() {
            return Quality.GOOD;
        }

        @Override
        public String reason() {
            return "";
        }

        @Override
        public boolean changed() {
            return false;
        }

        @Override
        public ModelIdentity model() {
            return new Identity("m", "1.0.0", "00", "CPUExecutionProvider");
        }
    }

    private record Identity(String name, String version, String sha256, String executionProvider)
            implements ModelIdentity {}
}
