package io.millwright.pipeline.publish.message;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/**
 * What is told of a decision later than the decision itself, or beside it: reasons, advice, drift. One message of a kind of its own, by
 * the same publisher. Immutable.
 *
 * @param pipeline the pipeline's {@code kura.service.pid}
 * @param asset the asset that it is about, not empty
 * @param kind the message's kind, such as {@code explanation}
 * @param timeMicros what the message is dated, in microseconds since 1970 UTC
 * @param metrics strings, booleans, numbers; {@code millwright.kind}, {@code asset} and {@code pipeline} come by themselves
 * @param body one JSON object (RFC 8259) with the members {@code format} and {@code kind}, {@link #MOST_BYTES} at most in UTF-8
 */
public record Annex(
        String pipeline, String asset, String kind, long timeMicros, Map<String, Object> metrics, String body) {
    /** Longest body, in bytes: with metrics below 128 KiB, the tightest of the usual brokers. */
    public static final int MOST_BYTES = 120_000;

    /** Creates an annex. */
    public Annex {
        Objects.requireNonNull(pipeline, "pipeline");
        Objects.requireNonNull(kind, "kind");
        if (asset.isEmpty()) {
            throw new IllegalArgumentException("asset is empty; it names the message's topic");
        }
        int bytes = body.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    kind + " of " + pipeline + ": a body of " + bytes + " bytes; cut it to " + MOST_BYTES);
        }
        metrics = Map.copyOf(metrics);
    }
}
