package io.millwright.operation.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evidence of a decision, verified away from the gateway. */
class EvidenceTest {
    @TempDir
    Path folder;

    private KeptHere here;
    private Path model;

    @BeforeEach
    void decisionsOfAModel() throws Exception {
        model = Files.writeString(folder.resolve("model.onnx"), "a model");
        here = new KeptHere(folder.resolve("history"));
        here.tick();
        for (int i = 1; i <= 3; i++) {
            here.room.decided(new Made("mill", "a", i, 0.5, Sha256.of("a model")), new Made.Inputs(i, Double.NaN));
            here.flush();
        }
    }

    private JsonObject evidence(String sequence) throws Refusal {
        return new EvidenceResource(here.room, pipeline -> KeptHere.configuration())
                .get(new Query(List.of("mill", "a", "1", sequence), Map.of()));
    }

    @Test
    void evidenceHoldsWithModelAndConfigurationAtHand() throws Exception {
        Path configuration = Files.writeString(
                folder.resolve("c.json"), "{ \"kura.service.pid\": \"mill\",\n \"b\": [\"x\",\"y\"], \"a\": \"5\" }");

        for (String sequence : List.of("1", "2", "3")) {
            JsonObject evidence = evidence(sequence);
            assertEquals(List.of(), EvidenceCheck.faults(evidence.toString(), model, configuration));
            assertEquals("line 7", evidence.getString("gateway", ""));
            assertEquals(
                    sequence,
                    Json.parse(evidence.getString("line", ""))
                            .asObject()
                            .get("decision")
                            .asObject()
                            .get("sequence")
                            .toString());
        }
        assertEquals(evidence("2").get("chainAfter"), evidence("3").get("chainBefore"));
        assertEquals(List.of(), EvidenceCheck.chainFaults(folder.resolve("history")));
    }

    @Test
    void documentsAreAsTheirSchemaHasThem() throws Exception {
        Validator validator = new ValidatorFactory()
                .withJsonNodeFactory(new GsonNode.Factory())
                .createValidator();
        validator.registerSchema(Files.readString(Path.of("..", "..", "docs", "operation.schema.json")));
        HistoryResource history = new HistoryResource(here.room);
        Map<String, String> trend = Map.of("points", "3", "fromMicros", "0", "toMicros", Long.toString(here.micros));
        for (JsonObject[] said : new JsonObject[][] {
            {named("evidence"), evidence("2")},
            {named("history"), history.get(new Query(List.of(), Map.of("size", "1")))},
            {named("history"), history.get(new Query(List.of(), trend))},
            {named("history"), history.get(new Query(List.of(), Map.of("export", "csv")))}
        }) {
            JsonObject document = said[0];
            said[1].forEach(member -> document.add(member.getName(), member.getValue()));
            String definition = "urn:millwright:operation:1#/$defs/resource-" + document.getString("resource", "");
            var schema = validator.registerSchema("{\"$ref\":\"" + definition + "\"}");

            assertEquals(
                    List.of(), validator.validate(schema, document.toString()).getErrors());
        }
    }

    private static JsonObject named(String resource) {
        return new JsonObject().add("resource", resource).add("version", 1);
    }

    @Test
    void whateverIsChangedIsFound() throws Exception {
        String document = evidence("2").toString();
        for (String[] change : new String[][] {
            {"\\\"number\\\":0.5", "\\\"number\\\":0.4"},
            {"line 7", "line 8"},
            {"\"x\"", "\"z\""},
            {"\"io.millwright.pipeline\":\"0.1.0\"", "\"io.millwright.pipeline\":\"0.1.1\""}
        }) {
            String changed = document.replace(change[0], change[1]);
            assertNotEquals(document, changed, change[0]);
            assertFalse(EvidenceCheck.faults(changed, null, null).isEmpty(), change[0]);
        }
        Path other = Files.writeString(folder.resolve("other.onnx"), "another model");
        assertEquals(1, EvidenceCheck.faults(document, other, null).size());
        assertFalse(EvidenceCheck.faults("{\"line\":\"{}\"}", null, null).isEmpty());
        assertFalse(EvidenceCheck.faults("no JSON", null, null).isEmpty());
    }

    @Test
    void aConfigurationOfTodayIsNotShownForYesterdaysDecision() throws Refusal {
        JsonObject evidence = new EvidenceResource(here.room, pipeline -> new JsonObject().add("a", "6"))
                .get(new Query(List.of("mill", "a", "1", "2"), Map.of()));

        assertEquals(null, evidence.get("configuration"));
        assertEquals(64, evidence.getString("configurationSha256", "").length());
    }

    @Test
    void aDecisionThatIsNotKeptIsRefused() {
        assertThrows(Refusal.class, () -> evidence("4"));
    }

    /** Written here once more from what the class says, so that others can. */
    @Test
    void theInputsHashIsInTheStatedOrder() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update("speed\0torque\0".getBytes(StandardCharsets.UTF_8));
        digest.update(ByteBuffer.allocate(24)
                .putInt(1)
                .putInt(2)
                .putDouble(2.0)
                .putLong(0x7ff8000000000000L)
                .array());

        String stated =
                Json.parse(evidence("2").getString("line", "")).asObject().getString("inputs", "");

        assertEquals(HexFormat.of().formatHex(digest.digest()), stated);
    }
}
