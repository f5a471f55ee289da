package io.millwright.operation.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.operation.act.ActedOn;
import io.millwright.operation.audit.AuditedHere;
import io.millwright.operation.history.ReplayedHere;
import io.millwright.operation.resource.Action;
import io.millwright.operation.resource.Catalogues;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Resource;
import io.millwright.operation.view.DecisionsResource;
import io.millwright.operation.view.Plc;
import io.millwright.operation.view.RecentDecisions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand requests as a fuzzer, a bug in somebody's cloud or an attacker makes them: each is answered with a code and a JSON body,
 * none meets a fault, none changes anything, and what may not be done is not done.
 */
class MalformedRequestsTest {
    private static final int REQUESTS = 10_000;
    private static final Set<Integer> CODES = Set.of(200, 400, 403, 404, 409, 503);
    private static final String[] WORDS = {
        "",
        "..",
        "../../etc/passwd",
        "%2e%2e%2f",
        "\u0000",
        "\ud800",
        "\u202e",
        "\u0130",
        "\ud83d\udca5",
        "null",
        "true",
        "-1",
        "9223372036854775808",
        "1e999",
        "NaN",
        "'",
        "\"",
        "{}",
        "[]",
        "${jndi:ldap://x}",
        "<script>",
        "*)(objectClass=*",
        "\\",
        "a\nb",
        "x".repeat(300),
        "y".repeat(2_000)
    };

    private final Random random = new Random(18);
    private final ActedOn gateway = new ActedOn();
    private final Action replay = ReplayedHere.action();

    @TempDir
    Path data;

    @Test
    void eachIsAnsweredAndNoneChangesAnything() {
        Asking cloud = cloud();
        Map<Integer, Integer> codes = new TreeMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            cloud.allowed = Permission.values()[random.nextInt(3)];
            Asking.Answer answer = ask(cloud);
            assertTrue(CODES.contains(answer.code()), "request " + i + ": " + answer.code() + " " + answer.body());
            if (answer.code() != 200) {
                assertTrue(!answer.error("text").isEmpty(), "request " + i);
                assertTrue(!answer.body().toString().contains("\tat "), "request " + i);
            }
            codes.merge(answer.code(), 1, Integer::sum);
        }
        assertEquals(List.of(), gateway.done());
        assertEquals(0, cloud.requests.counters().get("requests.failed"));
        assertTrue(codes.getOrDefault(400, 0) > REQUESTS / 4, codes.toString());
        assertTrue(codes.getOrDefault(403, 0) > REQUESTS / 50, codes.toString());
        assertTrue(codes.getOrDefault(404, 0) > REQUESTS / 50, codes.toString());
    }

    /** The right call of every act, with every switch lower than it needs: none is done. */
    @Test
    void nothingIsDoneWithoutItsSwitch() {
        Asking cloud = cloud();
        for (Action action : gateway.acts()) {
            for (int below = -1; below < action.permission().ordinal(); below++) {
                cloud.allowed = below < 0 ? null : Permission.values()[below];
                assertEquals(
                        403,
                        cloud.ask("EXEC", action.name(), Map.of(), right(action.name()))
                                .code(),
                        action.name());
            }
        }
        assertEquals(List.of(), gateway.done());

        cloud.allowed = Permission.ADMINISTER;
        for (Action action : gateway.acts()) {
            assertEquals(
                    200,
                    cloud.ask("EXEC", action.name(), Map.of(), right(action.name()))
                            .code(),
                    action.name());
        }
        assertEquals(gateway.acts().size(), gateway.done().size());
    }

    private Asking cloud() {
        List<Resource> resources = List.of(AuditedHere.resource(data), new DecisionsResource(new RecentDecisions()));
        return new Asking(Catalogues.of(resources, acts(), AuditedHere.book(data)));
    }

    private List<Action> acts() {
        List<Action> acts = new ArrayList<>(gateway.acts());
        acts.add(replay);
        return acts;
    }

    private static String right(String action) {
        return switch (action) {
            case "feedback" -> "{\"pipeline\":\"line1\",\"asset\":\"m\",\"run\":1,\"sequence\":7,\"verdict\":\"confirmed\"}";
            case "recommendation/approve", "recommendation/reject" -> "{\"id\":\"r1\"}";
            case "fitness/renew", "fitness/accept" -> "{\"pipeline\":\"line1\",\"asset\":\"m\"}";
            case "capture/erase", "pipeline/pause", "pipeline/resume" -> "{\"pipeline\":\"line1\"}";
            case "planner/give" -> "{\"planner\":\"hall-1\",\"input\":\"jobs\",\"csv\":\"job,seconds\\na,3\\n\"}";
            case "planner/plan" -> "{\"planner\":\"hall-1\"}";
            case "replay" -> "{\"pipeline\":\"mill\"}";
            case "trust/approve" -> "{\"connection\":\"plc\",\"sha256\":\"" + Plc.SHOWN + "\"}";
            case "model/shadow" -> "{\"model\":\"wear\",\"version\":\"1.1.0\"}";
            case "model/pin" -> "{\"model\":\"wear\",\"version\":\"1.0.0\"}";
            default -> "{\"model\":\"wear\"}";
        };
    }

    /** One that is right but for one thing at least, or nothing like one. */
    private Asking.Answer ask(Asking cloud) {
        List<Action> acts = acts();
        String action = acts.get(random.nextInt(acts.size())).name();
        return switch (random.nextInt(10)) {
            case 0 -> cloud.ask("EXEC", parts(action), Map.of(), bytes());
            case 1 -> cloud.ask("EXEC", parts(action), Map.of(), broken(right(action)));
            case 2 -> cloud.ask("EXEC", parts(action), Map.of(), wrong(right(action)));
            case 3 -> cloud.ask(
                    "EXEC",
                    parts(action),
                    Map.of("model", word()),
                    right(action).getBytes(StandardCharsets.UTF_8));
            case 4 -> cloud.ask("EXEC", path(action), Map.of(), right(action).getBytes(StandardCharsets.UTF_8));
            case 5 -> cloud.ask(List.of("PUT", "POST", "DEL").get(random.nextInt(3)), parts(action), Map.of(), bytes());
            case 6 -> cloud.ask("GET", path("decisions"), metrics(), null);
            case 7 -> cloud.ask("GET", List.of(random.nextBoolean() ? "decisions" : "audit"), metrics(), bytes());
            case 8 -> cloud.ask("EXEC", parts(action), Map.of(), deep());
            default -> cloud.ask("GET", parts(action), Map.of("requester.client.id", word()), wrong(right(action)));
        };
    }

    private static List<String> parts(String path) {
        return List.of(path.split("/"));
    }

    private String word() {
        return WORDS[random.nextInt(WORDS.length)];
    }

    private List<String> path(String name) {
        List<String> path = new ArrayList<>(parts(name));
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            // Never one that ends in nothing alone: that is the same path.
            path.add(random.nextInt(path.size()), "x" + word());
        }
        return path;
    }

    private Map<String, Object> metrics() {
        Object[] values = {word(), random.nextInt(), random.nextLong(), Double.NaN, true, new byte[9], -1, 1.5f};
        Map<String, Object> metrics = new TreeMap<>();
        String[] names = {"size", "from", "after", "pipeline", "role", "x" + word()};
        for (int i = 0; i <= random.nextInt(40); i++) {
            metrics.put(names[random.nextInt(names.length)] + (i > 5 ? i : ""), values[random.nextInt(values.length)]);
        }
        return metrics;
    }

    private byte[] bytes() {
        byte[] bytes = new byte[1 + random.nextInt(random.nextInt(50) == 0 ? 100_000 : 200)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Text of JSON with a piece cut out, doubled or exchanged; where that is JSON again, it is of another act's fields. */
    private byte[] broken(String text) {
        int at = 1 + random.nextInt(text.length() - 1);
        String changed =
                switch (random.nextInt(3)) {
                    case 0 -> text.substring(0, at);
                    case 1 -> text.substring(0, at) + "\u0001" + text.substring(at);
                    default -> text + text.substring(at) + "}";
                };
        return changed.getBytes(StandardCharsets.UTF_8);
    }

    /** JSON with a field of another type, a field that nobody knows, or one that is missing. */
    private byte[] wrong(String text) {
        JsonObject body = Json.parse(text).asObject();
        List<String> names = new ArrayList<>(new TreeSet<>(body.names()));
        String name = names.get(random.nextInt(names.size()));
        JsonValue[] values = {
            Json.NULL,
            Json.TRUE,
            new JsonArray().add(1),
            new JsonObject(),
            Json.parse("1e400"),
            Json.value(-1.5),
            Json.value("")
        };
        switch (random.nextInt(3)) {
            case 0 -> body.set(name, values[random.nextInt(values.length)]);
            case 1 -> body.add("x" + word(), word());
            default -> body.remove(name);
        }
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] deep() {
        int depth = 1 + random.nextInt(30_000);
        int whole = Math.min(depth, 10_000);
        String text =
                switch (random.nextInt(3)) {
                    case 0 -> "[".repeat(depth);
                    case 1 -> "{\"a\":".repeat(whole);
                    default -> "{\"a\":".repeat(whole) + "1" + "}".repeat(whole);
                };
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
