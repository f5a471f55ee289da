package io.millwright.operation.audit;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.operation.resource.Sha256;
import io.millwright.operation.view.Secrets;

/** Fields as the audit keeps them: without secrets, long texts by their hash, bounded as a whole. */
final class Redacted {
    static final String SECRET = "(secret)";
    private static final int LONGEST_TEXT = 300;
    private static final int LARGEST_CHARACTERS = 8 * 1024;
    private static final int DEEPEST = 16;

    private Redacted() {}

    static JsonObject fields(JsonObject fields) {
        JsonObject kept = object(fields, 0);
        String text = kept.toString();
        return text.length() <= LARGEST_CHARACTERS
                ? kept
                : new JsonObject().add("sha256", Sha256.of(text)).add("characters", text.length());
    }

    /** Returns a text, or what stands for one that is long. */
    static String text(String text) {
        return text.length() <= LONGEST_TEXT
                ? text
                : "(" + text.length() + " characters, SHA-256 " + Sha256.of(text) + ")";
    }

    private static JsonObject object(JsonObject fields, int depth) {
        JsonObject kept = new JsonObject();
        fields.forEach(field -> kept.add(
                field.getName(),
                Secrets.named(field.getName()) ? Json.value(SECRET) : value(field.getValue(), depth + 1)));
        return kept;
    }

    private static JsonValue value(JsonValue value, int depth) {
        if (depth > DEEPEST && (value.isObject() || value.isArray())) {
            return Json.value("(nested)");
        }
        if (value.isObject()) {
            return object(value.asObject(), depth);
        }
        if (value.isArray()) {
            JsonArray kept = new JsonArray();
            value.asArray().forEach(each -> kept.add(value(each, depth + 1)));
            return kept;
        }
        return value.isString() ? Json.value(text(value.asString())) : value;
    }
}
