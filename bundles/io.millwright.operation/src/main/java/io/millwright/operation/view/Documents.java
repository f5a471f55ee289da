package io.millwright.operation.view;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.decision.Decision;
import io.millwright.decision.ModelIdentity;
import io.millwright.decision.Value;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import io.millwright.tag.CertificateFacts;
import io.millwright.tag.ServerOffer;
import io.millwright.tag.Tag;
import io.millwright.tag.TagNode;
import io.millwright.tag.TagValue;

/** Parts that several documents have in common. A number that is none is null, as JSON has no other word for it. */
public final class Documents {
    private Documents() {}

    /** Returns how something is: pid, kind, state, counters and its parts. */
    public static JsonObject of(Supervised each) {
        JsonObject document = new JsonObject().add("pid", each.pid()).add("kind", each.kind());
        document.add("state", of(each.state()));
        JsonObject counters = new JsonObject();
        each.counters().forEach(counters::add);
        document.add("counters", counters);
        JsonArray parts = new JsonArray();
        each.parts().forEach(part -> parts.add(of(part)));
        return parts.isEmpty() ? document : document.add("parts", parts);
    }

    /** Returns a state. */
    public static JsonObject of(State state) {
        return new JsonObject()
                .add("code", state.code())
                .add("severity", state.severity().name())
                .add("sinceMicros", state.sinceMicros())
                .add("text", state.text())
                .add("remedy", state.remedy());
    }

    /** Returns a decision with its values; as in decision messages where both say it. */
    public static JsonObject of(Decision decision) {
        JsonArray values = new JsonArray();
        decision.values().forEach(value -> values.add(of(value)));
        return new JsonObject()
                .add("pipeline", decision.pipeline())
                .add("asset", decision.asset())
                .add("part", decision.part())
                .add("run", decision.run())
                .add("sequence", decision.sequence())
                .add("windowStartMicros", decision.windowStartMicros())
                .add("windowEndMicros", decision.windowEndMicros())
                .add("role", decision.role().name())
                .add("quality", decision.quality().name())
                .add("reason", decision.reason())
                .add("changed", decision.changed())
                .add("values", values)
                .add("model", of(decision.model()));
    }

    /** Returns one value of a decision; steps of forecasts are left out, a resource of its own gives them. */
    public static JsonObject of(Value value) {
        JsonObject document = new JsonObject()
                .add("name", value.name())
                .add("unit", value.unit())
                .add("number", number(value.number()))
                .add("label", value.label())
                .add("severity", value.severity().name());
        if (!Double.isNaN(value.lower()) || !Double.isNaN(value.upper())) {
            document.add("lower", number(value.lower())).add("upper", number(value.upper()));
        }
        return value.tile() < 0 ? document : document.add("tile", value.tile());
    }

    /** Returns which model. */
    public static JsonObject of(ModelIdentity model) {
        return new JsonObject()
                .add("name", model.name())
                .add("version", model.version())
                .add("sha256", model.sha256())
                .add("executionProvider", model.executionProvider());
    }

    /**
     * Returns a node of a server, as people look at it.
     *
     * @param value null for none
     */
    public static JsonObject of(TagNode node, TagValue value) {
        JsonObject item = new JsonObject()
                .add("nodeId", node.nodeId())
                .add("name", node.name())
                .add("kind", node.kind().name())
                .add("hasChildren", node.hasChildren())
                .add("dataType", node.dataType())
                .add("usable", node.delivers() != Tag.Kind.UNKNOWN)
                .add("unit", node.unit());
        if (value == null) {
            return item;
        }
        return item.add("text", value.text())
                .add("number", number(value.number()))
                .add("status", value.statusText())
                .add("quality", value.status() >>> 30 == 0 ? "GOOD" : value.status() >>> 30 == 1 ? "UNCERTAIN" : "BAD")
                .add("timeMicros", value.timeMicros() == Long.MIN_VALUE ? Json.NULL : Json.value(value.timeMicros()));
    }

    /** Returns a certificate, for people who compare it. */
    public static JsonObject of(CertificateFacts facts) {
        return new JsonObject()
                .add("sha256", facts.sha256())
                .add("number", facts.number())
                .add("sha1", facts.sha1())
                .add("subject", facts.subject())
                .add("toMicros", facts.toMicros());
    }

    /** Returns a certificate that a server shows, and whether it is trusted. */
    public static JsonObject of(ServerOffer.Certificate shown) {
        return of(shown.facts())
                .add("trusted", shown.trusted())
                .add("approvable", shown.approvable())
                .add("text", shown.text())
                .add("remedy", shown.remedy());
    }

    /** Returns a number, or null for what JSON cannot say. */
    public static JsonValue number(double number) {
        return Double.isFinite(number) ? Json.value(number) : Json.NULL;
    }
}
