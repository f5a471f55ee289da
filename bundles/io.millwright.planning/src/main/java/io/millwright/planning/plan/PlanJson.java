package io.millwright.planning.plan;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.decision.ModelIdentity;
import io.millwright.decision.Plan;
import io.millwright.decision.Recommendation;
import java.util.function.UnaryOperator;

/**
 * Members of a plan as JSON, alike in its file and in messages. Numbers that are not known are null.
 *
 * @param text what becomes of texts, such as a cut of those that are too long
 * @param mostReasons so many are written
 * @param mostAlternatives so many are written
 */
record PlanJson(UnaryOperator<String> text, int mostReasons, int mostAlternatives) {
    /** Everything as it is. */
    static final PlanJson WHOLE = new PlanJson(UnaryOperator.identity(), Integer.MAX_VALUE, Integer.MAX_VALUE);

    static JsonValue number(double value) {
        return Double.isFinite(value) ? Json.value(value) : Json.NULL;
    }

    /** @param quantity the member that names what is gained */
    JsonValue gain(String quantity, Recommendation.Gain gain) {
        return gain == null
                ? Json.NULL
                : new JsonObject()
                        .add(quantity, text.apply(gain.reading()))
                        .add("unit", text.apply(gain.unit()))
                        .add("before", number(gain.before()))
                        .add("after", number(gain.after()))
                        .add("spread", number(gain.spread()))
                        .add("atLeast", number(gain.atLeast()));
    }

    JsonValue model(ModelIdentity model) {
        return model == null
                ? Json.NULL
                : new JsonObject()
                        .add("name", text.apply(model.name()))
                        .add("version", text.apply(model.version()))
                        .add("sha256", text.apply(model.sha256()));
    }

    JsonArray reasons(Plan plan) {
        JsonArray reasons = new JsonArray();
        plan.reasons().stream().limit(mostReasons).forEach(each -> reasons.add(text.apply(each.text())));
        return reasons;
    }

    JsonArray alternatives(Plan plan) {
        JsonArray alternatives = new JsonArray();
        plan.alternatives().stream()
                .limit(mostAlternatives)
                .forEach(each -> alternatives.add(new JsonObject()
                        .add("policy", text.apply(each.policy()))
                        .add("value", number(each.value()))));
        return alternatives;
    }
}
