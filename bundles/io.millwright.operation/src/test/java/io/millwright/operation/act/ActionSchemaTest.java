package io.millwright.operation.act;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import io.millwright.operation.resource.Action;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Fields;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/operation.schema.json and what acts really take and answer: what the schema takes is taken, what it refuses is refused. */
class ActionSchemaTest {
    private static final Caller ANNA = new Caller("anna", Caller.Road.PAGE, Permission.ADMINISTER);
    private static final Path FILE = Path.of("..", "..", "docs", "operation.schema.json");

    private final ActedOn gateway = new ActedOn();
    private final Validator validator =
            new ValidatorFactory().withJsonNodeFactory(new GsonNode.Factory()).createValidator();
    private final String schema = Files.readString(FILE);

    ActionSchemaTest() throws IOException {
        validator.registerSchema(schema);
    }

    private List<String> errors(String definition, String json) {
        String wanted = "{\"$ref\":\"urn:millwright:operation:1#/$defs/" + definition + "\"}";
        return validator.validate(validator.registerSchema(wanted), json).getErrors().stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getError())
                .toList();
    }

    private static String key(String action) {
        return action.replace('/', '-');
    }

    @Test
    void everyActHasItsBodyAndItsAnswer() {
        JsonObject definitions = Json.parse(schema).asObject().get("$defs").asObject();
        Stream.concat(gateway.acts().stream().map(Action::name), Stream.of("diagnostics", "replay"))
                .forEach(name -> {
                    assertFalse(definitions.get("action-" + key(name)) == null, "no action-" + key(name));
                    assertFalse(definitions.get("answer-" + key(name)) == null, "no answer-" + key(name));
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            model/activate         | {"model":"wear","version":"1.1.0"}
            model/shadow           | {"model":"wear","version":"1.1.0"}
            model/canary           | {"model":"wear","version":"1.1.0"}
            trust/approve          | {"connection":"plc","sha256":"abababababababababababababababababababababababababababababababab"}
            model/rollback         | {"model":"wear","why":"false alarms"}
            model/reject           | {"model":"wear"}
            model/pin              | {"model":"wear","version":"1.0.0"}
            model/unpin            | {"model":"wear"}
            pipeline/pause         | {"pipeline":"line1","why":"tool change"}
            pipeline/resume        | {"pipeline":"line1"}
            feedback               | {"pipeline":"line1","asset":"m","run":1,"sequence":7,"verdict":"rejected","reading":"","label":"ok","comment":"c"}
            recommendation/approve | {"id":"r1","comment":"yes"}
            recommendation/reject  | {"id":"r1"}
            fitness/renew          | {"pipeline":"line1","asset":"m"}
            fitness/accept         | {"pipeline":"line1","asset":"m"}
            capture/erase          | {"pipeline":"line1","asset":"m","fromMicros":1,"toMicros":9,"all":false}
            """)
    void whatTheSchemaTakesIsTaken(String name, String body) throws Refusal {
        assertEquals(List.of(), errors("action-" + key(name), body));

        JsonObject answer = action(name).run(new Fields(Json.parse(body).asObject()), ANNA);

        assertEquals(List.of(), errors("answer-" + key(name), answer.toString()));
        // One that nobody knows is taken by neither.
        JsonObject more = Json.parse(body).asObject().add("unknown", 1);
        assertFalse(errors("action-" + key(name), more.toString()).isEmpty());
        assertThrows(Refusal.class, () -> action(name).run(new Fields(more), ANNA));
    }

    private Action action(String name) {
        return gateway.acts().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
