package io.millwright.pipeline.publish.message;

import io.millwright.pipeline.decide.Decision;
import io.millwright.pipeline.decide.ModelIdentity;
import io.millwright.pipeline.state.StateMessage;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Map;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.message.KuraPayload;

/** Writes messages as docs/decision-message.md describes them: metrics of the newest decision, and all of it as JSON. */
public final class DecisionMessage {
    /** Version of the body's format. */
    static final int FORMAT = 1;

    static final String ASSET_NAME = "assetName";

    private static final String KIND = "kind";

    /** Names and punctuation of one decision in the body, with the comma before it. */
    private static final int DECISION_FRAME_BYTES =
            ",{'sequence':,'windowEnd':,'decision':,'label':,'score':,'quality':'','reason':,'changed':}".length();

    /** Usual length of one decision in the body. */
    private static final int DECISION_LENGTH = 150;

    private static final int HEADER_LENGTH = 1_024;

    private DecisionMessage() {}

    /** Returns the message of a batch. */
    public static KuraMessage of(Batch batch) {
        return batch.state() == null ? ofDecisions(batch) : ofState(batch.state());
    }

    /** What one decision adds to the body, in bytes; the first has no comma before it. */
    static int bodyBytes(Decision decision) {
        return DECISION_FRAME_BYTES
                + Long.toString(decision.sequence()).length()
                + Long.toString(decision.windowEndMicros()).length()
                + Json.number(decision.score()).length()
                + decision.quality().name().length()
                + Boolean.toString(decision.changed()).length()
                + Json.bytes(Text.clean(decision.decision()))
                + Json.bytes(Text.clean(decision.label()))
                + Json.bytes(Text.clean(decision.reason()));
    }

    private static KuraMessage ofDecisions(Batch batch) {
        Decision newest = batch.newest();
        KuraPayload payload = payload(newest.windowEndMicros());
        payload.addMetric("millwright.kind", "decision");
        payload.addMetric("asset", Text.clean(newest.asset()));
        payload.addMetric("pipeline", Text.clean(newest.pipeline()));
        payload.addMetric("decision", Text.clean(newest.decision()));
        payload.addMetric("label", Text.clean(newest.label()));
        if (Double.isFinite(newest.score())) {
            payload.addMetric("score", newest.score());
        }
        payload.addMetric("quality", newest.quality().name());
        payload.addMetric("quality.reason", Text.clean(newest.reason()));
        payload.addMetric("model.name", Text.clean(newest.model().name()));
        payload.addMetric("model.version", Text.clean(newest.model().version()));
        payload.addMetric("model.sha256", Text.clean(newest.model().sha256()));
        payload.addMetric("execution.provider", Text.clean(newest.model().executionProvider()));
        payload.addMetric("window.end", newest.windowEndMicros());
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

    private static String body(Batch batch) {
        Decision newest = batch.newest();
        ModelIdentity model = newest.model();
        Json json = new Json(HEADER_LENGTH + DECISION_LENGTH * batch.decisions().size());
        json.open().member("format", FORMAT).member(KIND, "decision");
        json.member("asset", Text.clean(newest.asset())).member("pipeline", Text.clean(newest.pipeline()));
        json.open("model")
                .member("name", Text.clean(model.name()))
                .member("version", Text.clean(model.version()))
                .member("sha256", Text.clean(model.sha256()))
                .member("executionProvider", Text.clean(model.executionProvider()))
                .close();
        json.open("counters")
                .member("dropped", newest.dropped() + batch.dropped())
                .member("late", newest.late())
                .member("unconfirmed", batch.unconfirmed())
                .close();
        json.openArray("decisions");
        for (Decision decision : batch.decisions()) {
            json.element()
                    .member("sequence", decision.sequence())
                    .member("windowEnd", decision.windowEndMicros())
                    .member("decision", Text.clean(decision.decision()))
                    .member("label", Text.clean(decision.label()))
                    .member("score", decision.score())
                    .member("quality", decision.quality().name())
                    .member("reason", Text.clean(decision.reason()))
                    .member("changed", decision.changed())
                    .close();
        }
        return json.closeArray().close().toString();
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
                .close();
        payload.setBody(json.toString().getBytes(StandardCharsets.UTF_8));
        return message(payload, state.asset().isEmpty() ? state.component() : state.asset());
    }

    private static KuraPayload payload(long timeMicros) {
        KuraPayload payload = new KuraPayload();
        payload.setTimestamp(new Date(Math.floorDiv(timeMicros, 1_000L)));
        return payload;
    }

    private static KuraMessage message(KuraPayload payload, String asset) {
        return new KuraMessage(payload, Map.of(ASSET_NAME, Text.inTopic(asset)));
    }
}
