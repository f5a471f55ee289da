package io.millwright.gateway.receiver;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * One decision as it came from the broker.
 *
 * @param receivedMicros when it arrived, microseconds since 1970 UTC
 * @param windowEndMicros source time of its window's end, microseconds since 1970 UTC
 * @param score null where it is not a number
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
        String executionProvider) {

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
                reason.isEmpty() ? "" : "  " + reason);
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
                .add("latencyMillis", latencyMillis())
                .toString();
    }
}
