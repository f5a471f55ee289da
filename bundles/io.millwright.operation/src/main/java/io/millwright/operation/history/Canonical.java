package io.millwright.operation.history;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.util.TreeSet;

/** JSON in one form alone, members by name, nothing between them, numbers as they were written. */
final class Canonical {
    private Canonical() {}

    static String of(JsonValue value) {
        return sorted(value).toString();
    }

    private static JsonValue sorted(JsonValue value) {
        if (value.isObject()) {
            JsonObject object = new JsonObject();
            for (String name : new TreeSet<>(value.asObject().names())) {
                object.add(name, sorted(value.asObject().get(name)));
            }
            return object;
        }
        if (value.isArray()) {
            JsonArray array = new JsonArray();
            value.asArray().forEach(each -> array.add(sorted(each)));
            return array;
        }
        return value;
    }
}
