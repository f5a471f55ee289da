package io.millwright.operation.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.decision.Plan;
import io.millwright.decision.Planner;
import io.millwright.decision.Recommendation;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.supervision.Supervised;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What planners have, with and without documents. */
class PlansResourceTest {
    private record Given(String name, String header, String help, String example, boolean needed, long takenMicros)
            implements Planner.Input {}

    /** A plan that waits, of a document that says whose it is. */
    private static Plan waiting(String planner) {
        return (Plan) Proxy.newProxyInstance(
                Plan.class.getClassLoader(),
                new Class<?>[] {Plan.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "id" -> planner + "-1";
                    case "pipeline" -> planner;
                    case "document" -> "{\"of\":\"" + planner + "\"}";
                    case "kind" -> Recommendation.Kind.PROPOSED;
                    case "status" -> Recommendation.Status.OPEN;
                    case "settings", "reasons", "alternatives" -> List.of();
                    case "confidence", "gapAtMost" -> Double.NaN;
                    case "run", "sequence", "createdMicros", "expiresMicros", "answeredMicros" -> 7L;
                    case "gain", "model" -> null;
                    default -> "";
                });
    }

    private record Hall(String name) implements Planner {
        @Override
        public String topic() {
            return "schedule";
        }

        @Override
        public Plan proposed() {
            return waiting(name);
        }

        @Override
        public Plan inForce() {
            return null;
        }

        @Override
        public List<Input> inputs() {
            return List.of(new Given("jobs", "job,seconds", "What is to be done.", "A,600", true, 0));
        }

        @Override
        public int accept(String input, String csv) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void plan() {
            throw new UnsupportedOperationException();
        }
    }

    private static List<JsonObject> items(Map<String, String> parameters, String... planners) throws Refusal {
        Offers offers = new Offers();
        for (String name : planners) {
            offers.with(Planner.class, new Hall(name), Map.of());
            offers.with(Supervised.class, Part.planner(name), Map.of());
        }
        return new PlansResource(offers.services())
                .get(new Query(List.of(), parameters)).get("items").asArray().values().stream()
                        .map(each -> each.asObject())
                        .toList();
    }

    @Test
    void onePlannersPlansComeWithTheirDocumentsAndThoseOfManyDoNot() throws Refusal {
        JsonObject one = items(Map.of("planner", "hall-2"), "hall-1", "hall-2").get(0);
        assertEquals(
                "hall-2",
                one.get("proposed").asObject().get("document").asObject().getString("of", ""));
        assertEquals(Json.NULL, one.get("inForce"));
        for (JsonObject each : items(Map.of(), "hall-1", "hall-2")) {
            assertFalse(each.get("proposed").asObject().names().contains("document"));
        }
    }

    @Test
    void whoAsksOftenLeavesDocumentsOut() throws Refusal {
        JsonObject plan = items(Map.of("documents", "none"), "hall-1")
                .get(0)
                .get("proposed")
                .asObject();
        assertFalse(plan.names().contains("document"));
        assertTrue(plan.getBoolean("plan", false));
        Refusal refused = assertThrows(Refusal.class, () -> items(Map.of("documents", "some"), "hall-1"));
        assertEquals("documents", refused.field());
    }

    @Test
    void aPlannerSaysHowItIsAndWhatItTakes() throws Refusal {
        JsonObject item = items(Map.of(), "hall-1").get(0);
        assertEquals("INPUT_MISSING", item.get("state").asObject().getString("code", ""));
        assertEquals("WARNING", item.get("state").asObject().getString("severity", ""));
        JsonObject input = item.get("inputs").asArray().get(0).asObject();
        assertEquals("A,600", input.getString("example", ""));
        assertTrue(input.getBoolean("needed", false));
    }
}
