package io.millwright.planning.plan;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.message.KuraPayload;

/** A plan, or what became of it, as a message of kind {@code plan}; docs/decision-message.md and docs/plan.schema.json describe it. */
final class PlanMessage {
    /** Longest body with a document, in bytes: with metrics below 128 KiB, the tightest of the usual brokers. */
    static final int MOST_BYTES = 120_000;

    private static final int FORMAT = 1;
    private static final int MOST_REASONS = 8;
    private static final int MOST_ALTERNATIVES = 16;
    private static final int LONGEST_TEXT = 1_024;
    private static final int LONGEST_IN_TOPIC = 256;
    private static final String ASSET_NAME = "assetName";

    private static final PlanJson JSON = new PlanJson(PlanMessage::cut, MOST_REASONS, MOST_ALTERNATIVES);

    private PlanMessage() {}

    /**
     * Writes a plan.
     *
     * @param withDocument whether the whole plan goes along, where it fits
     */
    static KuraMessage of(KeptPlan plan, boolean withDocument) {
        KuraPayload payload = new KuraPayload();
        payload.setTimestamp(new Date(Math.max(plan.createdMicros(), plan.answeredMicros()) / 1_000));
        metrics(plan, payload);
        payload.setBody(body(plan, withDocument).getBytes(StandardCharsets.UTF_8));
        return new KuraMessage(payload, Map.of(ASSET_NAME, inTopic(asset(plan))));
    }

    /** What it is about: the site, or where none is named the planner. */
    private static String asset(KeptPlan plan) {
        return plan.asset().isEmpty() ? plan.pipeline() : plan.asset();
    }

    private static void metrics(KeptPlan plan, KuraPayload payload) {
        payload.addMetric("millwright.kind", "plan");
        payload.addMetric("asset", cut(asset(plan)));
        payload.addMetric("planner", cut(plan.pipeline()));
        payload.addMetric("id", cut(plan.id()));
        payload.addMetric("topic", plan.topic());
        payload.addMetric("advice", word(plan.kind()));
        payload.addMetric("why", cut(plan.why()));
        payload.addMetric("status", word(plan.status()));
        payload.addMetric("expires", plan.expiresMicros());
        metric(payload, "gain.before", plan.gain().before());
        metric(payload, "gain.after", plan.gain().after());
        metric(payload, "gain.atLeast", plan.gain().atLeast());
        metric(payload, "gapAtMost", plan.gapAtMost());
        metric(payload, "confidence", plan.confidence());
        payload.addMetric("inputs.sha256", plan.inputsSha256());
        if (plan.model() != null) {
            payload.addMetric("model.name", cut(plan.model().name()));
            payload.addMetric("model.version", cut(plan.model().version()));
            payload.addMetric("model.sha256", cut(plan.model().sha256()));
        }
    }

    private static void metric(KuraPayload payload, String name, double value) {
        if (Double.isFinite(value)) {
            payload.addMetric(name, value);
        }
    }

    private static String body(KeptPlan plan, boolean withDocument) {
        byte[] document = plan.document().getBytes(StandardCharsets.UTF_8);
        JsonObject body = new JsonObject()
                .add("format", FORMAT)
                .add("kind", "plan")
                .add("id", cut(plan.id()))
                .add("topic", plan.topic())
                .add("planner", cut(plan.pipeline()))
                .add("site", cut(plan.asset()))
                .add("advice", word(plan.kind()))
                .add("why", cut(plan.why()))
                .add("status", word(plan.status()))
                .add("who", cut(plan.who()))
                .add("comment", cut(plan.comment()))
                .add("answered", plan.answeredMicros())
                .add("created", plan.createdMicros())
                .add("expires", plan.expiresMicros())
                .add("gain", JSON.gain("quantity", plan.gain()))
                .add("gapAtMost", PlanJson.number(plan.gapAtMost()))
                .add("confidence", PlanJson.number(plan.confidence()))
                .add("reasons", JSON.reasons(plan))
                .add("alternatives", JSON.alternatives(plan))
                .add("model", JSON.model(plan.model()))
                .add("inputsSha256", plan.inputsSha256())
                .add("documentBytes", document.length);
        String brief = body.toString();
        if (!withDocument || document.length == 0) {
            return brief;
        }
        String whole = body.add("document", Json.parse(plan.document())).toString();
        return whole.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES ? whole : brief;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "\u2026";
    }

    /** What a topic template would expand, wildcards and control characters become {@code _}. Never empty. */
    private static String inTopic(String name) {
        String fit = name.replaceAll("[/+#$\\\\\\p{Cntrl}]", "_").strip();
        String shorter = fit.substring(0, Math.min(LONGEST_IN_TOPIC, fit.length()));
        return shorter.isEmpty() ? "unnamed" : shorter;
    }
}
