package io.millwright.planning.plan;

import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.decision.ModelIdentity;
import io.millwright.decision.Plan;
import io.millwright.decision.Recommendation;
import io.millwright.decision.Recommendation.Kind;
import io.millwright.decision.Recommendation.Status;
import io.millwright.planning.plan.KeptPlan.Because;
import io.millwright.planning.plan.KeptPlan.PlanGain;
import io.millwright.planning.plan.KeptPlan.Simpler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A plan as JSON, for its file. */
final class PlanText {
    private PlanText() {}

    static JsonObject of(KeptPlan plan) {
        JsonObject text = new JsonObject()
                .add("id", plan.id())
                .add("topic", plan.topic())
                .add("planner", plan.pipeline())
                .add("site", plan.asset())
                .add("kind", plan.kind().name())
                .add("why", plan.why())
                .add("gain", PlanJson.WHOLE.gain("reading", plan.gain()))
                .add("confidence", PlanJson.number(plan.confidence()))
                .add("reasons", PlanJson.WHOLE.reasons(plan))
                .add("createdMicros", plan.createdMicros())
                .add("expiresMicros", plan.expiresMicros())
                .add("model", model(plan.model()))
                .add("inputsSha256", plan.basis().sha256())
                .add("tools", tools(plan.basis()))
                .add("alternatives", PlanJson.WHOLE.alternatives(plan))
                .add("gapAtMost", PlanJson.number(plan.gapAtMost()))
                .add("status", plan.status().name())
                .add("who", plan.who())
                .add("comment", plan.comment())
                .add("answeredMicros", plan.answeredMicros());
        return plan.document().isEmpty() ? text : text.add("document", plan.document());
    }

    /** The file keeps where it was computed, too. */
    private static JsonValue model(ModelIdentity model) {
        JsonValue named = PlanJson.WHOLE.model(model);
        return named.isNull() ? named : named.asObject().add("executionProvider", model.executionProvider());
    }

    private static JsonObject tools(Basis basis) {
        JsonObject tools = new JsonObject();
        basis.tools().forEach(tools::add);
        return tools;
    }

    /** Reads what {@link #of} wrote; a RuntimeException says that it is something else. */
    static KeptPlan read(JsonObject text) {
        List<Recommendation.Reason> reasons = new ArrayList<>();
        text.get("reasons").asArray().forEach(each -> reasons.add(new Because(each.asString())));
        List<Plan.Alternative> alternatives = new ArrayList<>();
        text.get("alternatives")
                .asArray()
                .forEach(each -> alternatives.add(new Simpler(
                        each.asObject().getString("policy", ""),
                        real(each.asObject().get("value")))));
        return new KeptPlan(
                text.get("id").asString(),
                text.get("topic").asString(),
                text.get("planner").asString(),
                text.get("site").asString(),
                Kind.valueOf(text.get("kind").asString()),
                text.get("why").asString(),
                gain(text.get("gain")),
                real(text.get("confidence")),
                reasons,
                text.get("createdMicros").asLong(),
                text.get("expiresMicros").asLong(),
                model(text.get("model")),
                basis(text),
                alternatives,
                real(text.get("gapAtMost")),
                text.getString("document", ""),
                Status.valueOf(text.get("status").asString()),
                text.get("who").asString(),
                text.get("comment").asString(),
                text.get("answeredMicros").asLong());
    }

    private static Basis basis(JsonObject text) {
        Map<String, String> tools = new HashMap<>();
        JsonValue kept = text.get("tools");
        if (kept != null) {
            kept.asObject()
                    .forEach(tool -> tools.put(tool.getName(), tool.getValue().asString()));
        }
        return new Basis(text.get("inputsSha256").asString(), tools);
    }

    private static double real(JsonValue value) {
        return value.isNull() ? Double.NaN : value.asDouble();
    }

    private static PlanGain gain(JsonValue value) {
        if (value.isNull()) {
            return null;
        }
        JsonObject gain = value.asObject();
        return new PlanGain(
                gain.get("reading").asString(),
                gain.get("unit").asString(),
                real(gain.get("before")),
                real(gain.get("after")),
                real(gain.get("spread")),
                real(gain.get("atLeast")));
    }

    private static ModelIdentity model(JsonValue value) {
        if (value.isNull()) {
            return null;
        }
        JsonObject model = value.asObject();
        return new Digests.Named(
                model.get("name").asString(),
                model.get("version").asString(),
                model.get("sha256").asString(),
                model.get("executionProvider").asString());
    }
}
