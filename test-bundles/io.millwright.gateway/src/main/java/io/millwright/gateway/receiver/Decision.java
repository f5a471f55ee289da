package io.millwright.gateway.receiver;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * One decision as it came from the broker.
 *
 * @param receivedMicros when it arrived, microseconds since 1970 UTC
 * @param windowEndMicros source time of its window's end, microseconds since 1970 UTC
 * @param score of the first reading, null where it is not a number
 * @param run number of the pipeline's start, 0 from a gateway that does not say
 * @param readings empty where the quality is BAD, and from a gateway that does not say
 */
public record Decision(
        long receivedMicros,
        String topic,
        String asset,
        String pipeline,
        long sequence,
        long windowEndMicros,
        String decision,
        String label,
        Double score,
        String quality,
        String reason,
        boolean changed,
        String modelName,
        String modelVersion,
        String modelSha256,
        String executionProvider,
        long run,
        long windowStartMicros,
        String part,
        String role,
        String severity,
        boolean shelved,
        List<Reading> readings) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    /** From the source's clock at the end of the window to arrival. */
    public double latencyMillis() {
        return (receivedMicros - windowEndMicros) / 1000.0;
    }

    /** Time, asset, label, score, quality, model@version, latency, in columns. */
    public String line() {
        return String.format(
                Locale.ROOT,
                "%s  %-14s %-9s %8s  %-9s %s@%s  %5.0f ms%s",
                TIME.format(Instant.ofEpochMilli(receivedMicros / 1000)),
                asset,
                decision,
                score == null ? "-" : String.format(Locale.ROOT, "%.4f", score),
                quality,
                modelName,
                modelVersion,
                latencyMillis(),
                (part.isEmpty() ? "" : "  part " + part) + further() + (reason.isEmpty() ? "" : "  " + reason));
    }

    private String further() {
        StringBuilder text = new StringBuilder();
        for (Reading reading : readings.subList(Math.min(1, readings.size()), readings.size())) {
            text.append("  ").append(reading.name()).append(' ');
            text.append(reading.number() == null ? "-" : String.format(Locale.ROOT, "%.4g", reading.number()));
            text.append(reading.unit().isEmpty() ? "" : " " + reading.unit());
            text.append(reading.label().isEmpty() ? "" : " (" + reading.label() + ")");
        }
        return text.toString();
    }

    /** Returns a reading by its name, or null. */
    public Reading reading(String name) {
        return readings.stream()
                .filter(one -> one.name().equals(name))
                .findAny()
                .orElse(null);
    }

    /** The same and the rest, as one line of JSON. */
    public String json() {
        JsonObject object = Json.object()
                .add("kind", "decision")
                .add("receivedMicros", receivedMicros)
                .add("topic", topic)
                .add("asset", asset)
                .add("pipeline", pipeline)
                .add("sequence", sequence)
                .add("windowEnd", windowEndMicros)
                .add("decision", decision)
                .add("label", label);
        object.add("score", score == null ? Json.NULL : Json.value(score));
        return object.add("quality", quality)
                .add("reason", reason)
                .add("changed", changed)
                .add("model", modelName + "@" + modelVersion)
                .add("sha256", modelSha256)
                .add("executionProvider", executionProvider)
                .add("run", run)
                .add("windowStart", windowStartMicros)
                .add("part", part)
                .add("role", role)
                .add("severity", severity)
                .add("shelved", shelved)
                .add("readings", readingsJson())
                .add("latencyMillis", latencyMillis())
                .toString();
    }

    private JsonArray readingsJson() {
        JsonArray array = new JsonArray();
        for (Reading reading : readings) {
            JsonObject object = Json.object()
                    .add("name", reading.name())
                    .add("unit", reading.unit())
                    .add("number", json(reading.number()))
                    .add("label", reading.label())
                    .add("rawLabel", reading.rawLabel())
                    .add("severity", reading.severity())
                    .add("lower", json(reading.lower()))
                    .add("upper", json(reading.upper()));
            if (!reading.steps().isEmpty()) {
                JsonArray steps = new JsonArray();
                reading.steps().forEach(step -> steps.add(json(step)));
                object.add("steps", steps);
            }
            array.add(object);
        }
        return array;
    }

    private static JsonValue json(Double number) {
        return number == null ? Json.NULL : Json.value(number);
    }
}
