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
 * One message of Millwright: its decisions in order, one state, or something that hangs on a decision.
 *
 * @param metrics empty over raw MQTT
 * @param state null for anything else
 * @param recommendation null for anything else
 * @param annex an explanation, drift or a plan; null for anything else
 */
public record Message(
        Map<String, Object> metrics,
        List<Decision> decisions,
        State state,
        Recommendation recommendation,
        Annex annex) {
    /**
     * What hangs on a decision, an explanation for example, or a plan.
     *
     * @param pipeline the planner of a plan
     * @param asset the site of a plan
     * @param body the whole of it
     */
    public record Annex(String topic, String kind, String pipeline, String asset, JsonObject body) {}

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
            byte[] plain = PayloadDecoder.plain(decoded.body());
            JsonObject body =
                    Json.parse(new String(plain, StandardCharsets.UTF_8)).asObject();
            return switch (body.get("kind").asString()) {
                case "decision", "decisions" -> new Message(
                        decoded.metrics(), decisions(topic, body, receivedMicros), null, null, null);
                case "state" -> new Message(
                        decoded.metrics(), List.of(), state(topic, body, receivedMicros), null, null);
                case "recommendation" -> new Message(decoded.metrics(), List.of(), null, Recommendation.of(body), null);
                case "explanation", "drift" -> new Message(
                        decoded.metrics(), List.of(), null, null, annex(topic, body));
                case "plan" -> new Message(decoded.metrics(), List.of(), null, null, plan(topic, body));
                default -> throw new IOException("Unknown kind " + body.get("kind") + " on " + topic);
            };
        } catch (ParseException | UnsupportedOperationException | NullPointerException e) {
            throw new IOException("Not a Millwright body on " + topic + ": " + e.getMessage(), e);
        }
    }

    private static Annex plan(String topic, JsonObject body) {
        return new Annex(
                topic,
                body.get("kind").asString(),
                body.get("planner").asString(),
                body.get("site").asString(),
                body);
    }

    private static Annex annex(String topic, JsonObject body) {
        return new Annex(
                topic,
                body.get("kind").asString(),
                body.get("pipeline").asString(),
                body.get("asset").asString(),
                body);
    }

    private static List<Decision> decisions(String topic, JsonObject body, long receivedMicros) {
        JsonObject model = body.get("model").asObject();
        boolean many = body.get("kind").asString().equals("decisions");
        List<Decision> decisions = new ArrayList<>();
        for (JsonValue value : body.get("decisions").asArray()) {
            JsonObject one = value.asObject();
            decisions.add(new Decision(
                    receivedMicros,
                    topic,
                    (many ? one : body).get("asset").asString(),
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
                    model.get("executionProvider").asString(),
                    one.getLong("run", 0),
                    one.getLong("windowStart", 0),
                    one.getString("part", ""),
                    one.getString("role", "serving"),
                    one.getString("severity", "ok"),
                    one.getBoolean("shelved", false),
                    readings(one)));
        }
        return List.copyOf(decisions);
    }

    private static List<Reading> readings(JsonObject decision) {
        List<Reading> readings = new ArrayList<>();
        if (decision.get("readings") != null) {
            decision.get("readings").asArray().forEach(one -> readings.add(Reading.of(one.asObject())));
        }
        return List.copyOf(readings);
    }

    private static State state(String topic, JsonObject body, long receivedMicros) {
        return new State(
                receivedMicros,
                topic,
                body.get("component").asString(),
                body.get("state").asString(),
                body.get("text").asString(),
                body.get("severity").asString(),
                body.get("time").asLong(),
                body.getLong("run", 0),
                body.getLong("sequence", 0));
    }
}
