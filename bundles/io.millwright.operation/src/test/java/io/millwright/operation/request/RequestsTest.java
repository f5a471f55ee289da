package io.millwright.operation.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Action;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Catalogues;
import io.millwright.operation.resource.Fields;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.cloudconnection.request.RequestHandler;
import org.eclipse.kura.cloudconnection.request.RequestHandlerRegistry;
import org.junit.jupiter.api.Test;

/** Requests of the cloud: how parameters come, what is refused and how it is told, and that nobody floods the gateway. */
class RequestsTest {
    private final List<String> done = new ArrayList<>();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch entered = new CountDownLatch(1);
    private volatile boolean hold;
    private final Asking cloud =
            new Asking(Catalogues.of(List.of(new Echo(), new Large()), List.of(new Pause()), null));

    @Test
    void parametersComeAsMetricsOrInTheBody() {
        JsonObject byMetric =
                cloud.ask("GET", "echo", Map.of("word", "a", "number", 7), null).body();
        JsonObject byBody = cloud.ask("GET", "echo", Map.of(), "{\"word\":\"a\",\"number\":7}")
                .body();

        assertEquals("{\"resource\":\"echo\",\"version\":1,\"said\":\"a 7 \"}", byMetric.toString());
        assertEquals(byMetric, byBody);
        assertEquals(
                "a 0 x",
                cloud.ask("GET", "echo/x", Map.of("word", "a"), null)
                        .body()
                        .get("said")
                        .asString());
    }

    @Test
    void whatIsWrongIsNamedAndNothingElseIsTold() {
        Asking.Answer answer = cloud.ask("GET", "echo", Map.of("wrod", "a"), null);

        assertEquals(400, answer.code());
        assertEquals("wrod", answer.error("field"));
        assertEquals("BAD_REQUEST", answer.error("kind"));
        assertEquals("leave it out, or correct its name", answer.error("remedy"));
        assertEquals(404, cloud.ask("GET", "nothing", Map.of(), null).code());
        assertEquals(
                "word",
                cloud.ask("GET", "echo", Map.of("word", "a"), "{\"word\":\"b\"}")
                        .error("field"));
        assertEquals("body", cloud.ask("GET", "echo", Map.of(), "{\"word\":").error("field"));
        assertEquals("verb", cloud.ask("PUT", "echo", Map.of(), null).error("field"));
        assertEquals(
                "word",
                cloud.ask("GET", "echo", Map.of("word", new byte[3]), null).error("field"));
    }

    @Test
    void theSwitchesOfTheMomentDecide() {
        assertEquals(
                403,
                cloud.ask("EXEC", "line/pause", Map.of(), "{\"line\":\"a\"}").code());
        assertEquals(List.of(), done);

        cloud.allowed = Permission.OPERATE;
        assertEquals(
                200,
                cloud.ask("EXEC", "line/pause", Map.of(), "{\"line\":\"a\"}").code());
        assertEquals(List.of("a by fleet"), done);

        cloud.allowed = null;
        assertEquals(
                403,
                cloud.ask("EXEC", "line/pause", Map.of(), "{\"line\":\"a\"}").code());
        assertEquals(403, cloud.ask("GET", "echo", Map.of(), null).code());
        assertEquals(1, done.size());
    }

    @Test
    void fieldsOfAnActAsMetricsAreRefusedInsteadOfIgnored() {
        cloud.allowed = Permission.OPERATE;

        assertEquals(
                "line",
                cloud.ask("EXEC", "line/pause", Map.of("line", "a"), null).error("field"));
        assertEquals(List.of(), done);
    }

    @Test
    void aFloodIsAnsweredAsOne() {
        int taken = 0;
        for (int i = 0; i < 1_000; i++) {
            taken += cloud.askAtOnce("GET", List.of("echo"), Map.of("word", "a"), null)
                                    .code()
                            == 200
                    ? 1
                    : 0;
        }
        assertEquals(Requests.AT_ONCE, taken);
        assertEquals(1_000 - taken, cloud.requests.counters().get("requests.tooMany"));

        assertEquals(
                429, cloud.askAtOnce("GET", List.of("echo"), Map.of(), null).code());
        assertEquals(200, cloud.ask("GET", "echo", Map.of("word", "a"), null).code());
    }

    @Test
    void oneThatLastsDoesNotHoldTheConnectionsThreads() throws Exception {
        hold = true;
        Thread first = new Thread(() -> cloud.ask("GET", "echo", Map.of("word", "a"), null), "first");
        first.start();
        assertTrue(entered.await(60, TimeUnit.SECONDS));

        Asking.Answer second = cloud.ask("GET", "echo", Map.of("word", "b"), null);

        held.countDown();
        first.join(60_000);
        assertEquals(429, second.code());
    }

    @Test
    void largeBodiesAreRefusedInBothDirections() {
        String large = "{\"word\":\"" + "x".repeat(Asked.LARGEST_BODY_BYTES) + "\"}";

        assertEquals("body", cloud.ask("GET", "echo", Map.of(), large).error("field"));
        assertTrue(cloud.ask("GET", "large", Map.of(), null).error("text").startsWith("the answer would have 10"));
    }

    @Test
    void deepBodiesAreRefusedBeforeAnybodyWalksThroughThem() {
        String deep = "{\"a\":".repeat(900) + "1" + "}".repeat(900);

        assertEquals("body", cloud.ask("EXEC", "line/pause", Map.of(), deep).error("field"));
        assertEquals(
                "the body is nested more than 16 times",
                cloud.ask("GET", "echo", Map.of(), deep).error("text"));
        String brackets = "{\"word\":\"" + "[{\\\"".repeat(40) + "\"}";
        assertEquals(200, cloud.ask("GET", "echo", Map.of(), brackets).code());
    }

    @Test
    void aFaultIsAnsweredWithoutAStack() {
        Asking.Answer answer = cloud.ask("GET", "echo", Map.of("word", "fault"), null);

        assertEquals(500, answer.code());
        assertEquals("FAILED", answer.error("kind"));
        assertEquals(1, cloud.requests.counters().get("requests.failed"));
    }

    @Test
    void nameOfWhoAsksIsFitForALogLine() {
        cloud.allowed = Permission.OPERATE;
        cloud.ask("EXEC", "line/pause", Map.of("requester.client.id", "a\nb" + "c".repeat(200)), "{\"line\":\"a\"}");

        assertEquals("a by a?b" + "c".repeat(97), done.get(0));
    }

    @Test
    void everyConnectionThatComesAndGoesIsServed() {
        List<String> registered = new ArrayList<>();
        RequestHandlerRegistry registry = new RequestHandlerRegistry() {
            @Override
            public void registerRequestHandler(String id, RequestHandler handler) {
                registered.add(id);
            }

            @Override
            public void unregister(String id) {
                registered.remove(id);
            }
        };
        cloud.requests.addRegistry(registry);
        assertEquals(List.of("MILLWRIGHT-V1"), registered);
        cloud.requests.removeRegistry(registry);
        assertEquals(List.of(), registered);
    }

    private final class Echo implements Resource {
        @Override
        public String name() {
            return "echo";
        }

        @Override
        public JsonObject get(Query query) throws Refusal {
            String word = query.text("word");
            if (word.equals("fault")) {
                throw new IllegalStateException("made for this test");
            }
            entered.countDown();
            if (hold) {
                hold = false;
                awaitHeld();
            }
            return new JsonObject()
                    .add("said", word + " " + query.whole("number", 0, 10, 0) + " " + query.part("part"));
        }
    }

    private void awaitHeld() {
        try {
            held.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Large implements Resource {
        @Override
        public String name() {
            return "large";
        }

        @Override
        public JsonObject get(Query query) {
            return new JsonObject()
                    .add("text", new String(new byte[1 << 20], StandardCharsets.US_ASCII).replace('\0', 'x'));
        }
    }

    private final class Pause implements Action {
        @Override
        public String name() {
            return "line/pause";
        }

        @Override
        public Permission permission() {
            return Permission.OPERATE;
        }

        @Override
        public JsonObject run(Fields fields, Caller caller) throws Refusal {
            String line = fields.text("line", 20);
            fields.refuseUnread();
            done.add(line + " by " + caller.name());
            return new JsonObject().add("line", line);
        }
    }
}
