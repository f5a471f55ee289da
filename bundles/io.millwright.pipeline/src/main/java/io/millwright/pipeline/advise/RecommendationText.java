package io.millwright.pipeline.advise;

import io.millwright.decision.ModelIdentity;
import io.millwright.decision.Recommendation;
import io.millwright.pipeline.publish.message.Annex;
import io.millwright.pipeline.publish.message.Json;
import io.millwright.pipeline.publish.message.Text;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Writes a recommendation as the message that docs/decision-message.md describes. */
final class RecommendationText {
    static final String KIND = "recommendation";

    private static final int FORMAT = 1;
    private static final int EXPECTED_CHARACTERS = 2_000;

    /** Metrics of settings; the body has them all. */
    private static final int SETTING_METRICS = 16;

    private RecommendationText() {}

    /** Returns the message. */
    static Annex annex(Recommendation advice) {
        return new Annex(
                advice.pipeline(), advice.asset(), KIND, advice.createdMicros(), metrics(advice), body(advice));
    }

    private static Map<String, Object> metrics(Recommendation advice) {
        Map<String, Object> metrics = new HashMap<>();
        metrics.put("id", Text.clean(advice.id()));
        metrics.put("topic", advice.topic());
        metrics.put("part", Text.clean(advice.part()));
        metrics.put("run", advice.run());
        metrics.put("sequence", advice.sequence());
        metrics.put("advice", lower(advice.kind()));
        metrics.put("why", Text.clean(advice.why()));
        metrics.put("status", lower(advice.status()));
        metrics.put("expires", advice.expiresMicros());
        metrics.put("model.name", Text.clean(advice.model().name()));
        metrics.put("model.version", Text.clean(advice.model().version()));
        if (advice.gain() != null) {
            number(metrics, "gain.before", advice.gain().before());
            number(metrics, "gain.after", advice.gain().after());
            number(metrics, "gain.atLeast", advice.gain().atLeast());
        }
        int settings = 0;
        for (Recommendation.Setting setting : advice.settings()) {
            if (settings++ < SETTING_METRICS) {
                number(metrics, "setting." + Text.clean(setting.name()), setting.proposed());
            }
        }
        return metrics;
    }

    private static void number(Map<String, Object> metrics, String name, double value) {
        if (Double.isFinite(value)) {
            metrics.put(name, value);
        }
    }

    private static String body(Recommendation advice) {
        Json json = new Json(EXPECTED_CHARACTERS)
                .open()
                .member("format", FORMAT)
                .member("kind", KIND)
                .member("id", Text.clean(advice.id()))
                .member("topic", advice.topic())
                .member("asset", Text.clean(advice.asset()))
                .member("pipeline", Text.clean(advice.pipeline()))
                .member("part", Text.clean(advice.part()))
                .member("run", advice.run())
                .member("sequence", advice.sequence())
                .member("role", lower(advice.role()))
                .member("advice", lower(advice.kind()))
                .member("why", Text.clean(advice.why()))
                .member("status", lower(advice.status()))
                .member("who", Text.clean(advice.who()))
                .member("comment", Text.clean(advice.comment()))
                .member("answered", advice.answeredMicros())
                .member("created", advice.createdMicros())
                .member("expires", advice.expiresMicros());
        settings(json, advice);
        Recommendation.Gain gain = advice.gain();
        if (gain != null) {
            json.open("gain")
                    .member("reading", Text.clean(gain.reading()))
                    .member("unit", Text.clean(gain.unit()))
                    .member("before", gain.before())
                    .member("after", gain.after())
                    .member("spread", gain.spread())
                    .member("atLeast", gain.atLeast())
                    .close();
        }
        json.member("confidence", advice.confidence()).openArray("reasons");
        for (Recommendation.Reason reason : advice.reasons()) {
            json.element()
                    .member("text", Text.clean(reason.text()))
                    .member("feature", Text.clean(reason.feature()))
                    .member("contribution", reason.contribution())
                    .member("about", lower(reason.about()))
                    .close();
        }
        json.closeArray();
        model(json, advice.model());
        return json.member("inputsSha256", advice.inputsSha256()).close().toString();
    }

    private static void settings(Json json, Recommendation advice) {
        json.openArray("settings");
        for (Recommendation.Setting setting : advice.settings()) {
            json.element()
                    .member("name", Text.clean(setting.name()))
                    .member("unit", Text.clean(setting.unit()))
                    .member("present", setting.present())
                    .member("proposed", setting.proposed())
                    .member("low", setting.low())
                    .member("high", setting.high())
                    .close();
        }
        json.closeArray();
    }

    private static void model(Json json, ModelIdentity model) {
        json.open("model")
                .member("name", Text.clean(model.name()))
                .member("version", Text.clean(model.version()))
                .member("sha256", Text.clean(model.sha256()))
                .member("executionProvider", Text.clean(model.executionProvider()))
                .close();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
