package io.millwright.gateway.receiver;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One message of Millwright: its decisions in order, or one state.
 *
 * @param metrics empty over raw MQTT
 * @param state null for decisions
 */
public record Message(Map<String, Object> metrics, List<Decision> decisions, State state) {

    /**
     * Decodes one MQTT message.
     *
     * @throws IOException where the payload or its body is not what docs/decision-message.md says
     */
    public static Message decode(String topic, byte[] payload, long receivedMicros) throws IOException {
        Payload decoded = PayloadDecoder.decode(payload);
        if (decoded.body() == null) {
            throw new IOException("No body on " + topic);
        }
        try {
            JsonObject body = Json.parse(new String(decoded.body(), StandardCharsets.UTF_8))
                    .asObject();
            return switch (body.get("kind").asString()) {
                case "decision" -> new Message(decoded.metrics(), decisions(topic, body, receivedMicros), null);
                case "state" -> new Message(decoded.metrics(), List.of(), state(topic, body, receivedMicros));
                default -> throw new IOException("Unknown kind " + body.get("kind") + " on " + topic);
            };
        } catch (ParseException | UnsupportedOperationException | NullPointerException e) {
            throw new IOException("Not a Millwright body on " + topic + ": " + e.getMessage(), e);
        }
    }

    private static List<Decision> decisions(String topic, JsonObject body, long receivedMicros) {
        JsonObject model = body.get("model").asObject();
        List<Decision> decisions = new ArrayList<>();
        for (JsonValue value : body.get("decisions").asArray()) {
            JsonObject one = value.asObject();
            decisions.add(new Decision(
                    receivedMicros,
                    topic,
                    body.get("asset").asString(),
                    body.get("pipeline").asString(),
                    one.get("sequence").asLong(),
                    one.get("windowEnd").asLong(),
                    one.get("decision").asString(),
                    one.get("label").asString(),
                    one.get("score").isNull() ? null : one.get("score").asDouble(),
                    one.get("quality").asString(),
                    one.get("reason").asString(),
                    one.get("changed").asBoolean(),
                    model.get("name").asString(),
                    model.get("version").asString(),
                    model.get("sha256").asString(),
                    model.get("executionProvider").asString()));
        }
        return List.copyOf(decisions);
    }

    private static State state(String topic, JsonObject body, long receivedMicros) {
        return new State(
                receivedMicros,
                topic,
                body.get("component").asString(),
                body.get("state").asString(),
                body.get("text").asString(),
                body.get("severity").asString(),
                body.get("time").asLong());
    }
}
