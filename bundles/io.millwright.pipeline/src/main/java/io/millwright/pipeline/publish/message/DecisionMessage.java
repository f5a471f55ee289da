package io.millwright.pipeline.publish.message;

import io.millwright.decision.Value;
import io.millwright.pipeline.decide.ModelIdentity;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.state.StateMessage;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.message.KuraPayload;

/** Writes messages as docs/decision-message.md describes them: metrics of the newest decision, and all of it as JSON. */
public final class DecisionMessage {
    /** Version of the body's format, but for {@link ManyAssetsMessage}. */
    static final int FORMAT = 1;

    static final String ASSET_NAME = "assetName";

    /** Readings beyond the first that have metrics. */
    static final int METRIC_READINGS = 16;

    /** Longest name of a reading, and longest label, in the metrics of a reading beyond the first; in UTF-16 units. */
    static final int LONGEST_IN_READING = 64;

    private static final String KIND = "kind";

    /** Usual length of one decision in the body. */
    private static final int DECISION_LENGTH = 400;

    private static final int HEADER_LENGTH = 1_024;

    /**
     * A message, and how large its body became.
     *
     * @param message the message
     * @param plainBytes of the body before it was compressed
     * @param bodyBytes of the body as it is sent
     */
    public record Written(KuraMessage message, int plainBytes, int bodyBytes) {}

    private DecisionMessage() {}

    /** Returns the message of a batch. */
    public static KuraMessage of(Batch batch) {
        return write(batch).message();
    }

    /** Returns the message of a batch, with its sizes. */
    public static Written write(Batch batch) {
        if (batch.group().key().kind() == Group.Kind.MANY_ASSETS) {
            return ManyAssetsMessage.of(batch);
        }
        KuraMessage message = batch.annex() != null
                ? ofAnnex(batch.annex())
                : batch.state() == null ? ofDecisions(batch) : ofState(batch.state());
        int bytes = message.getPayload().getBody().length;
        return new Written(message, bytes, bytes);
    }

    private static KuraMessage ofDecisions(Batch batch) {
        PipelineDecision newest = batch.newest();
        KuraPayload payload = payload(newest.windowEndMicros());
        payload.addMetric("millwright.kind", "decision");
        payload.addMetric("asset", Text.clean(newest.asset()));
        payload.addMetric("pipeline", Text.clean(newest.pipeline()));
        payload.addMetric("part", Text.clean(newest.part()));
        payload.addMetric("decision", Text.clean(newest.decision()));
        payload.addMetric("label", Text.clean(newest.label()));
        if (Double.isFinite(newest.score())) {
            payload.addMetric("score", newest.score());
        }
        payload.addMetric("severity", DecisionText.name(DecisionText.severity(newest)));
        addFurther(payload, newest.values());
        payload.addMetric("quality", newest.quality().name());
        payload.addMetric("quality.reason", Text.clean(newest.reason()));
        addModel(payload, newest.model());
        payload.addMetric("window.start", newest.windowStartMicros());
        payload.addMetric("window.end", newest.windowEndMicros());
        payload.addMetric("run", newest.run());
        payload.addMetric("sequence", newest.sequence());
        payload.addMetric("decisions", batch.decisions().size());
        payload.addMetric("sequence.first", batch.decisions().get(0).sequence());
        payload.addMetric("sequence.last", newest.sequence());
        payload.addMetric("dropped", newest.dropped() + batch.dropped());
        payload.addMetric("late", newest.late());
        payload.addMetric("unconfirmed", batch.unconfirmed());
        payload.setBody(body(batch).getBytes(StandardCharsets.UTF_8));
        return message(payload, newest.asset());
    }

    private static void addFurther(KuraPayload payload, List<Value> values) {
        for (int i = 1; i < Math.min(values.size(), METRIC_READINGS + 1); i++) {
            Value value = values.get(i);
            String name = "reading." + Text.cut(value.name(), LONGEST_IN_READING);
            if (Double.isFinite(value.number())) {
                payload.addMetric(name, value.number());
            }
            if (!value.label().isEmpty()) {
                payload.addMetric(name + ".label", Text.cut(value.label(), LONGEST_IN_READING));
            }
        }
    }

    static void addModel(KuraPayload payload, ModelIdentity model) {
        payload.addMetric("model.name", Text.clean(model.name()));
        payload.addMetric("model.version", Text.clean(model.version()));
        payload.addMetric("model.sha256", Text.clean(model.sha256()));
        payload.addMetric("execution.provider", Text.clean(model.executionProvider()));
    }

    private static String body(Batch batch) {
        PipelineDecision newest = batch.newest();
        Json json = new Json(HEADER_LENGTH + DECISION_LENGTH * batch.decisions().size());
        json.open().member("format", FORMAT).member(KIND, "decision");
        json.member("asset", Text.clean(newest.asset())).member("pipeline", Text.clean(newest.pipeline()));
        DecisionText.write(json, newest.model());
        json.open("counters")
                .member("dropped", newest.dropped() + batch.dropped())
                .member("late", newest.late())
                .member("unconfirmed", batch.unconfirmed())
                .close();
        json.openArray("decisions");
        for (PipelineDecision decision : batch.decisions()) {
            DecisionText.write(json, decision, false);
        }
        return json.closeArray().close().toString();
    }

    private static KuraMessage ofAnnex(Annex annex) {
        KuraPayload payload = payload(annex.timeMicros());
        annex.metrics()
                .forEach((name, value) ->
                        payload.addMetric(name, value instanceof String text ? Text.clean(text) : value));
        payload.addMetric("millwright.kind", annex.kind());
        payload.addMetric("asset", Text.clean(annex.asset()));
        payload.addMetric("pipeline", Text.clean(annex.pipeline()));
        payload.setBody(annex.body().getBytes(StandardCharsets.UTF_8));
        return message(payload, annex.asset());
    }

    private static KuraMessage ofState(StateMessage state) {
        String component = Text.clean(state.component());
        String text = Text.clean(state.text());
        KuraPayload payload = payload(state.timeMicros());
        payload.addMetric("millwright.kind", "state");
        payload.addMetric("component", component);
        payload.addMetric("state", Text.clean(state.state()));
        payload.addMetric("text", text);
        payload.addMetric("severity", state.severity().name());
        payload.addMetric("time", state.timeMicros());
        payload.addMetric("run", state.run());
        payload.addMetric("sequence", state.sequence());
        Json json = new Json(HEADER_LENGTH);
        json.open().member("format", FORMAT).member(KIND, "state").member("component", component);
        if (!state.asset().isEmpty()) {
            payload.addMetric("asset", Text.clean(state.asset()));
            json.member("asset", Text.clean(state.asset()));
        }
        json.member("state", Text.clean(state.state()))
                .member("text", text)
                .member("severity", state.severity().name())
                .member("time", state.timeMicros())
                .member("run", state.run())
                .member("sequence", state.sequence())
                .close();
        payload.setBody(json.toString().getBytes(StandardCharsets.UTF_8));
        return message(payload, state.asset().isEmpty() ? state.component() : state.asset());
    }

    static KuraPayload payload(long timeMicros) {
        KuraPayload payload = new KuraPayload();
        payload.setTimestamp(new Date(Math.floorDiv(timeMicros, 1_000L)));
        return payload;
    }

    static KuraMessage message(KuraPayload payload, String asset) {
        return new KuraMessage(payload, Map.of(ASSET_NAME, Text.inTopic(asset)));
    }
}
