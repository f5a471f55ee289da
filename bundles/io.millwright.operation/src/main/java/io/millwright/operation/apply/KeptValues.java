package io.millwright.operation.apply;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.lang.reflect.Array;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.Scalar;

/**
 * The values of some fields as they were, in JSON. Passwords stay encrypted as the gateway keeps them; its configuration service takes
 * them so.
 */
final class KeptValues {
    private KeptValues() {}

    /** Returns the fields that a difference changes, as they are kept now. */
    static JsonObject of(Difference difference, Gateway gateway) {
        JsonObject all = new JsonObject();
        for (Difference.Change change : difference.changes()) {
            String pid = change.form().pid();
            JsonObject fields =
                    all.get(pid) == null ? new JsonObject() : all.get(pid).asObject();
            Object value = Form.secret(change.field())
                    ? gateway.kept(pid).get(change.field().getId())
                    : change.before();
            fields.set(
                    change.field().getId(),
                    one(change.field(), value, Form.secret(change.field()) ? null : change.after()));
            all.set(pid, fields);
        }
        return all;
    }

    private static JsonObject one(AD field, Object before, Object after) {
        JsonObject kept = new JsonObject()
                .add("type", field.getType().name())
                .add("several", field.getCardinality() != 0)
                .add("value", texts(before));
        return after == null ? kept : kept.add("applied", Values.text(after));
    }

    private static JsonValue texts(Object value) {
        if (value == null) {
            return Json.NULL;
        }
        if (!value.getClass().isArray()) {
            return Json.value(value.toString());
        }
        JsonArray several = new JsonArray();
        for (int i = 0; i < Array.getLength(value); i++) {
            several.add(String.valueOf(Array.get(value, i)));
        }
        return several;
    }

    /**
     * Returns the values again.
     *
     * @param form as it is now: what somebody has changed meanwhile is left alone
     */
    static Map<String, Object> values(JsonObject fields, Form form) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (JsonObject.Member each : fields) {
            JsonObject kept = each.getValue().asObject();
            JsonValue applied = kept.get("applied");
            boolean untouched = applied == null
                    || applied.asString().equals(Values.text(form.values().get(each.getName())));
            Object value = untouched ? value(kept) : null;
            if (value != null) {
                values.put(each.getName(), value);
            }
        }
        return values;
    }

    /** A field that had no value gets the empty one: the configuration service cannot take a value away. */
    private static Object value(JsonObject kept) {
        Scalar type = Scalar.valueOf(kept.getString("type", "STRING"));
        JsonValue value = kept.get("value");
        try {
            if (!kept.getBoolean("several", false)) {
                boolean none = value.isNull();
                return none && type != Scalar.STRING ? null : Values.parsed(type, none ? "" : value.asString());
            }
            JsonArray texts = value.isNull() ? new JsonArray() : value.asArray();
            Object array = Array.newInstance(Values.type(type), texts.size());
            for (int i = 0; i < texts.size(); i++) {
                Array.set(array, i, Values.parsed(type, texts.get(i).asString()));
            }
            return array;
        } catch (Values.Unfit e) {
            // It was written from a value of that type; a damaged file is found when it is read.
            return null;
        }
    }
}
