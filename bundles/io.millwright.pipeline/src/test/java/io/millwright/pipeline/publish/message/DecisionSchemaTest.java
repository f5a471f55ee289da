package io.millwright.pipeline.publish.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Quality;
import io.millwright.pipeline.publish.Decisions;
import io.millwright.pipeline.publish.OutboxLimits;
import io.millwright.pipeline.state.StateMessage;
import io.millwright.supervision.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.junit.jupiter.api.Test;

/** Code, schema and document say the same about the message. */
class DecisionSchemaTest {
    private static final Path DOCS = Path.of("..", "..", "docs");

    private final SchemaCheck schema;
    private final String document;

    DecisionSchemaTest() throws IOException {
        schema = new SchemaCheck(SchemaCheck.object(JsonReader.read(read("decision.schema.json"))));
        document = read("decision-message.md");
    }

    private static String read(String name) throws IOException {
        return Files.readString(DOCS.resolve(name), StandardCharsets.UTF_8);
    }

    private static List<KuraMessage> messages() {
        return List.of(
                DecisionMessage.of(DecisionMessageTest.batch(
                        DecisionMessageTest.decision(7, 1.0e-7, Quality.GOOD, ""),
                        DecisionMessageTest.decision(8, Double.NaN, Quality.BAD, "torque: Bad_SensorFailure"))),
                DecisionMessage.of(DecisionMessageTest.batch(
                        DecisionMessageTest.decision(9, 5, Quality.UNCERTAIN, "\ud83d\ude00".repeat(2_000)))),
                DecisionMessage.of(DecisionMessageTest.batch(Decisions.withValues(3, Decisions.readings(20, 5)))),
                DecisionMessage.of(DecisionMessageTest.batch(Decisions.withValues(3, Decisions.readings(900, 9)))),
                DecisionMessage.of(DecisionMessageTest.manyAssetsBatch(List.of(
                        Decisions.ofManyAssets("p", "mill-1", 1, true, 0, 0),
                        Decisions.ofManyAssets("p", "mill-2", 1, false, 1, 2)))),
                DecisionMessage.of(DecisionMessageTest.stateBatch(Decisions.state("pipe", "RUNNING"))),
                DecisionMessage.of(DecisionMessageTest.stateBatch(
                        new StateMessage("pipe", "mill", "RUNNING", "", State.Severity.INFO, 1))));
    }

    @Test
    void whatIsSentFollowsTheSchema() {
        for (KuraMessage message : messages()) {
            assertEquals(List.of(), schema.errors(DecisionMessageTest.body(message)));
        }
    }

    @Test
    void theSchemaRefusesWhatItShould() {
        for (KuraMessage message : messages()) {
            for (String member : DecisionMessageTest.body(message).keySet()) {
                Map<String, Object> broken = new LinkedHashMap<>(DecisionMessageTest.body(message));
                broken.put(member, List.of());
                assertFalse(schema.errors(broken).isEmpty(), member + " of a wrong type");
                if (!member.equals("asset") || !broken.get("kind").equals("state")) {
                    broken.remove(member);
                    assertFalse(schema.errors(broken).isEmpty(), member + " missing");
                }
            }
        }
    }

    @Test
    void theDocumentsExamplesFollowTheSchema() {
        Matcher example = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(document);
        List<Object> kinds = new ArrayList<>();
        while (example.find()) {
            Map<String, Object> body = SchemaCheck.object(JsonReader.read(example.group(1)));
            assertEquals(List.of(), schema.errors(body));
            kinds.add(body.get("kind"));
        }
        assertEquals(List.of("decision", "decisions", "state", "explanation", "drift"), kinds);
    }

    @Test
    void theDocumentListsEveryMetricWithItsType() {
        for (KuraMessage message : messages()) {
            message.getPayload().metrics().forEach((name, value) -> {
                String documented = name.replaceFirst("^reading\\.r\\d+", "reading.<name>");
                String row = "(?m)^\\| `" + Pattern.quote(documented) + "` \\|(.*\\|)? "
                        + value.getClass().getSimpleName() + " \\|";
                assertTrue(Pattern.compile(row).matcher(document).find(), name + " " + value.getClass());
            });
        }
    }

    @Test
    void theDocumentAndTheSchemaGiveTheLimitsThatHold() throws IOException {
        assertTrue(document.contains("at most " + OutboxLimits.MESSAGE_DECISIONS + " decisions"));
        assertTrue(read("decision.schema.json").contains("\"maxItems\": " + OutboxLimits.MESSAGE_DECISIONS));
        assertTrue(read("decision.schema.json").contains("\"maxItems\": " + OutboxLimits.MANY_ASSETS_DECISIONS));
        assertTrue(document.contains(String.format(
                Locale.ROOT,
                "At most %,d decisions and %,d bytes",
                OutboxLimits.MANY_ASSETS_DECISIONS,
                OutboxLimits.MANY_ASSETS_BODY_BYTES)));
        assertTrue(document.contains(String.format(Locale.ROOT, "may take %,d bytes", DecisionText.READINGS_BYTES)));
        assertTrue(document.contains(String.format(Locale.ROOT, "%,d bytes", OutboxLimits.MESSAGE_BODY_BYTES)));
        assertTrue(document.contains("At most " + OutboxLimits.IN_FLIGHT_MESSAGES + " messages"));
        assertTrue(document.contains("burst of " + OutboxLimits.BURST_MESSAGES));
    }
}
