package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import io.millwright.gateway.receiver.Requester;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests over the broker, as a fleet's cloud sends them: what is answered, what is refused, and that no fault reaches the log. */
@ExtendWith(SharedSite.class)
class RequestLineTest {
    private static final String OPERATION = "io.millwright.operation.Operation";

    @Test
    void aFleetSeesAGatewayAndIsToldWhatIsWrongWithARequest(Site site) throws Exception {
        try (Asking requester = Asking.at(site)) {
            Requester.Reply status = requester.get("status", Map.of("kind", "pipeline"));
            assertEquals(200, status.code(), status.body());
            assertTrue(status.body().startsWith("{\"resource\":\"status\",\"version\":1,\"total\":1"), status.body());
            assertTrue(status.body().contains("\"pid\":\"" + SharedSite.PIPELINE + "\""), status.body());

            site.awaitGoodDecision(SharedSite.PIPELINE);
            Requester.Reply decisions = requester.request(
                    "GET/decisions", Map.of("size", 2), "{\"asset\":\"mill-1\"}".getBytes(StandardCharsets.UTF_8));
            assertEquals(200, decisions.code(), decisions.body());
            assertTrue(decisions.body().contains("\"asset\":\"mill-1\""), decisions.body());

            Requester.Reply misspelt = requester.get("status", Map.of("kidn", "pipeline"));
            assertEquals(400, misspelt.code());
            assertTrue(misspelt.body().contains("\"field\":\"kidn\""), misspelt.body());

            assertEquals(404, requester.get("nothing", Map.of()).code());
            for (String verb : List.of("PUT", "POST", "DEL", "TAKE")) {
                assertEquals(
                        400, requester.request(verb + "/status", Map.of(), null).code(), verb);
            }
            assertEquals(List.of(), site.warnings());
        }
    }

    /** Web admin, REST and snapshots change what the audit was not asked about: it tells all the same, and no secret. */
    @Test
    void whatChangedWithoutUsIsInTheAuditToo(Site site) throws Exception {
        site.gateway().update(SharedSite.PIPELINE, Map.of("publish.maxDelayMs", 150));
        try (Asking requester = Asking.at(site)) {
            String changed = "{\"publish.maxDelayMs\":{\"from\":\"100\",\"to\":\"150\"}}";
            String[] audit = new String[1];
            site.await("the change in the audit", () -> (audit[0] = audit(requester)).contains(changed));
            assertTrue(audit[0].contains("\"verified\":true"), audit[0]);
            assertTrue(audit[0].contains("\"action\":\"package/installed\""), audit[0]);
            assertTrue(audit[0].contains("\"action\":\"model/serves\""), audit[0]);
            assertFalse(audit[0].contains("made for a test"), "the keystore's password is in the audit");
        } finally {
            site.gateway().update(SharedSite.PIPELINE, Map.of("publish.maxDelayMs", 100));
        }
    }

    @Test
    void whatTheCloudMayDoIsDecidedAtTheGateway(Site site) throws Exception {
        String pause = "{\"pipeline\":\"" + SharedSite.PIPELINE + "\",\"why\":\"tool change\"}";
        String resume = "{\"pipeline\":\"" + SharedSite.PIPELINE + "\"}";
        try (Asking requester = Asking.at(site)) {
            assertEquals(403, requester.exec("pipeline/pause", pause).code());

            site.gateway().update(OPERATION, Map.of("cloud.operate", true));
            site.await("the switch", () -> code(requester, "pipeline/pause", pause) == 200);
            Site.ComponentState paused = site.awaitState(SharedSite.PIPELINE, "PAUSED");
            assertTrue(paused.text().contains("(cloud) since"), paused.text());
            assertTrue(paused.text().contains("tool change"), paused.text());
            Requester.Reply diagnostics = requester.exec("diagnostics", "{}");
            assertEquals(200, diagnostics.code(), diagnostics.body());
            documentsAreWhole(Base64.getDecoder()
                    .decode(Json.parse(diagnostics.body()).asObject().getString("zipBase64", "")));

            assertEquals(200, requester.exec("pipeline/resume", resume).code());
            site.awaitGoodDecision(SharedSite.PIPELINE);
            assertEquals(
                    403,
                    requester
                            .exec("model/unpin", "{\"model\":\"machine-failure\"}")
                            .code());
        } finally {
            site.gateway().update(OPERATION, Map.of("cloud.operate", false));
        }
    }

    /** What a name calls JSON is JSON, also where a document cannot be had without saying of what. */
    private static void documentsAreWhole(byte[] zip) throws IOException {
        Map<String, JsonObject> documents = new HashMap<>();
        try (ZipInputStream parts = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry part = parts.getNextEntry(); part != null; part = parts.getNextEntry()) {
                if (part.getName().endsWith(".json")) {
                    String text = new String(parts.readAllBytes(), StandardCharsets.UTF_8);
                    documents.put(part.getName(), Json.parse(text).asObject());
                }
            }
        }
        assertTrue(documents.containsKey("documents/status.json"), documents.keySet()::toString);
        JsonObject evidence = documents.get("documents/evidence.json");
        assertFalse(evidence.getString("refused", "").isEmpty(), "of no decision: " + evidence);
    }

    /** The fuzzer of the bundle's own tests has no log of a gateway: here are fewer, at once, over the broker. */
    @Test
    void malformedRequestsAreAnsweredAndLeaveTheLogAndTheLineAlone(Site site) throws Exception {
        Random random = new Random(5);
        List<String> topics =
                List.of("EXEC/pipeline/pause", "EXEC/model/pin", "GET/../../x", "GET/status", "EXEC", "PUT/a//");
        try (Requester requester = site.requester()) {
            for (int i = 0; i < 200; i++) {
                byte[] body = new byte[1 + random.nextInt(2_000)];
                random.nextBytes(body);
                String topic = topics.get(random.nextInt(topics.size()));
                int code = requester.request(topic, Map.of("x" + i, i), body).code();
                assertTrue(List.of(400, 403, 404, 429).contains(code), topic + ": " + code);
            }
        }
        site.awaitGoodDecision(SharedSite.PIPELINE);
        assertEquals(List.of(), site.warnings());
    }

    /** What the published schema promises is what a gateway that works really says, resource by resource. */
    @Test
    void documentsAreAsTheSchemaSays(Site site) throws Exception {
        site.awaitGoodDecision(SharedSite.PIPELINE);
        Validator validator = new ValidatorFactory()
                .withJsonNodeFactory(new GsonNode.Factory())
                .createValidator();
        validator.registerSchema(
                Files.readString(Path.of(System.getProperty("millwright.root"), "docs", "operation.schema.json")));
        try (Asking requester = Asking.at(site)) {
            JsonObject list = said(requester, "");
            assertEquals(List.of(), errors(validator, "list", list));
            JsonObject decision =
                    said(requester, "decisions").get("items").asArray().get(0).asObject();
            String asset = "/" + decision.getString("pipeline", "") + "/" + decision.getString("asset", "");
            for (JsonValue each : list.get("resources").asArray()) {
                String name = each.asObject().getString("name", "");
                if ("evidence".equals(name)) {
                    // There only once its block is on the disk.
                    continue;
                }
                String below =
                        switch (name) {
                            case "picture" -> asset;
                            case "decision" -> asset + "/" + decision.get("run") + "/" + decision.get("sequence");
                            default -> "";
                        };
                assertEquals(List.of(), errors(validator, "resource-" + name, said(requester, name + below)), name);
            }
            Requester.Reply refused = requester.get("nothing", Map.of());
            assertEquals(
                    List.of(),
                    errors(validator, "error", Json.parse(refused.body()).asObject()));
        }
    }

    private static JsonObject said(Asking requester, String path) throws IOException {
        Requester.Reply reply = requester.get(path, Map.of());
        assertEquals(200, reply.code(), path + ": " + reply.body());
        return Json.parse(reply.body()).asObject();
    }

    private static List<String> errors(Validator validator, String definition, JsonObject document) {
        String schema = "{\"$ref\":\"urn:millwright:operation:1#/$defs/" + definition + "\"}";
        return validator.validate(validator.registerSchema(schema), document.toString()).getErrors().stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getError())
                .toList();
    }

    private static int code(Asking requester, String action, String body) {
        try {
            return requester.exec(action, body).code();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String audit(Asking requester) {
        try {
            Requester.Reply reply = requester.get("audit", Map.of("size", 500));
            assertEquals(200, reply.code(), reply.body());
            return reply.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
