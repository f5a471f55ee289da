package io.millwright.operation.history;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;

/**
 * What of the history is asked for.
 *
 * @param pipeline "" for all
 * @param asset "" for all
 * @param value name of a decision's value, "" for the first one
 * @param tag {@code connection/tag}, "" where decisions are asked for
 */
record Asked(String pipeline, String asset, String value, String tag, long fromMicros, long toMicros) {
    private static final int VALUE_PARTS = 3;

    static Asked of(Query query) throws Refusal {
        String tag = query.text("tag");
        if (!tag.isEmpty() && tag.indexOf('/') < 1) {
            throw Refusal.field("tag", "tag is '" + tag + "'", "give connection/tag");
        }
        return new Asked(
                query.text("pipeline"),
                query.text("asset"),
                query.text("value"),
                tag,
                query.whole("fromMicros", 0, Long.MAX_VALUE, 0),
                query.whole("toMicros", 0, Long.MAX_VALUE, Long.MAX_VALUE));
    }

    /** Returns the line as JSON if it fits; null otherwise. Most lines are told by their text alone. */
    JsonObject fits(String line) {
        boolean perhaps = tag.isEmpty()
                ? line.contains("\"decision\":") && has(line, pipeline) && has(line, asset)
                : line.contains("\"tags\":") && has(line, connection()) && has(line, name());
        if (!perhaps) {
            return null;
        }
        try {
            JsonObject said = Json.parse(line).asObject();
            return (tag.isEmpty() ? decisionFits(said) : tagFits(said)) ? said : null;
        } catch (ParseException | UnsupportedOperationException e) {
            // Damaged by whoever: the hashes tell.
            return null;
        }
    }

    private boolean decisionFits(JsonObject said) {
        if (said.get("decision") == null || !said.get("decision").isObject()) {
            return false;
        }
        JsonObject decision = said.get("decision").asObject();
        JsonValue values = decision.get("values");
        return values != null
                && values.isArray()
                && (pipeline.isEmpty() || pipeline.equals(decision.getString("pipeline", "")))
                && (asset.isEmpty() || asset.equals(decision.getString("asset", "")));
    }

    private boolean tagFits(JsonObject said) {
        if (said.get("tags") == null || !connection().equals(said.getString("connection", ""))) {
            return false;
        }
        JsonValue value = said.get("tags").asObject().get(name());
        return value != null && value.isArray() && value.asArray().size() == VALUE_PARTS;
    }

    /** Returns the number that a line that fits says, NaN if it says none. */
    double number(JsonObject said) {
        JsonValue number = Json.NULL;
        if (!tag.isEmpty()) {
            number = said.get("tags").asObject().get(name()).asArray().get(0);
        } else {
            for (JsonValue each : said.get("decision").asObject().get("values").asArray()) {
                if (value.isEmpty() || value.equals(each.asObject().getString("name", ""))) {
                    number = each.asObject().get("number");
                    return number != null && number.isNumber() ? number.asDouble() : Double.NaN;
                }
            }
        }
        return number.isNumber() ? number.asDouble() : Double.NaN;
    }

    private static boolean has(String line, String text) {
        return text.isEmpty() || line.contains(Json.value(text).toString());
    }

    private String connection() {
        return tag.substring(0, tag.indexOf('/'));
    }

    String name() {
        return tag.substring(tag.indexOf('/') + 1);
    }
}
