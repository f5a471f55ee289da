package io.millwright.desk.model;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.util.List;

/**
 * A feature as it will stand in model.json, and where its example values come from.
 *
 * @param column of the data, null where they have none
 */
record FeatureSketch(JsonObject json, DataTable.Column column) {
    private static final int LONGEST_NAME = 100;

    static FeatureSketch of(String name) {
        return new FeatureSketch(new JsonObject().add("name", plain(name)), null);
    }

    /** Returns a name that may stand in model.json. */
    static String plain(String name) {
        String text = name.replaceAll("[\\p{Cntrl},@=\"]", "_").strip();
        return text.isEmpty() ? "value" : text.substring(0, Math.min(text.length(), LONGEST_NAME));
    }

    String name() {
        return json.getString("name", "");
    }

    int elements() {
        return json.getInt("elements", 1);
    }

    boolean optional() {
        return json.getBoolean("optional", false);
    }

    double limit(String key) {
        JsonValue value = json.get(key);
        return value == null || value.isNull() ? Double.NaN : value.asDouble();
    }

    List<String> categories() {
        JsonValue value = json.get("categories");
        return value == null
                ? List.of()
                : value.asArray().values().stream().map(JsonValue::asString).toList();
    }

    void categories(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        json.set("categories", array);
    }
}
