package io.millwright.pipeline.publish.message;

import io.millwright.decision.Severity;
import io.millwright.pipeline.decide.PipelineDecision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.eclipse.kura.message.KuraPayload;

/**
 * Writes messages of kind {@code decisions}, format 2: decisions of many assets of one pipeline. Its body is compressed,
 * because at one message per second only that carries what a thousand assets decide.
 */
final class ManyAssetsMessage {
    /** Version of the body's format. */
    static final int FORMAT = 2;

    static final String KIND = "decisions";

    private static final int HEADER_LENGTH = 1_024;
    private static final int DECISION_LENGTH = 400;

    private ManyAssetsMessage() {}

    /** What one decision takes in the body before it is compressed, at most, its asset's counters included. */
    static int bytes(PipelineDecision decision) {
        return DecisionText.bytes(decision, true)
                + ",{'asset':,'dropped':,'late':}".length()
                + Json.bytes(Text.clean(decision.asset()))
                + 2 * Long.toString(Long.MAX_VALUE).length();
    }

    static DecisionMessage.Written of(Batch batch) {
        PipelineDecision newest = batch.newest();
        Map<String, PipelineDecision> lastOfAsset = new LinkedHashMap<>();
        Severity worst = Severity.OK;
        long windowEnd = Long.MIN_VALUE;
        for (PipelineDecision decision : batch.decisions()) {
            lastOfAsset.put(decision.asset(), decision);
            Severity severity = DecisionText.severity(decision);
            worst = severity.compareTo(worst) > 0 ? severity : worst;
            windowEnd = Math.max(windowEnd, decision.windowEndMicros());
        }
        KuraPayload payload = DecisionMessage.payload(windowEnd);
        payload.addMetric("millwright.kind", KIND);
        payload.addMetric("pipeline", Text.clean(newest.pipeline()));
        DecisionMessage.addModel(payload, newest.model());
        payload.addMetric("window.end", windowEnd);
        payload.addMetric("severity", DecisionText.name(worst));
        payload.addMetric("decisions", batch.decisions().size());
        payload.addMetric("assets", lastOfAsset.size());
        payload.addMetric("dropped", batch.dropped());
        payload.addMetric("unconfirmed", batch.unconfirmed());
        byte[] plain = body(batch, lastOfAsset).getBytes(StandardCharsets.UTF_8);
        payload.setBody(compressed(plain));
        return new DecisionMessage.Written(
                DecisionMessage.message(payload, newest.pipeline()), plain.length, payload.getBody().length);
    }

    private static String body(Batch batch, Map<String, PipelineDecision> lastOfAsset) {
        PipelineDecision newest = batch.newest();
        Json json = new Json(HEADER_LENGTH + DECISION_LENGTH * batch.decisions().size());
        json.open().member("format", FORMAT).member("kind", KIND);
        json.member("pipeline", Text.clean(newest.pipeline()));
        DecisionText.write(json, newest.model());
        json.open("counters")
                .member("dropped", batch.dropped())
                .member("unconfirmed", batch.unconfirmed())
                .close();
        json.openArray("assets");
        lastOfAsset.forEach((asset, last) -> json.element()
                .member("asset", Text.clean(asset))
                .member("dropped", last.dropped())
                .member("late", last.late())
                .close());
        json.closeArray();
        json.openArray("decisions");
        for (PipelineDecision decision : batch.decisions()) {
            DecisionText.write(json, decision, true);
        }
        return json.closeArray().close().toString();
    }

    private static byte[] compressed(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 8 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory does not fail", e);
        }
        return bytes.toByteArray();
    }
}
