package io.millwright.operation.apply;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.operation.resource.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.Option;
import org.eclipse.kura.configuration.metatype.Scalar;

/**
 * A component's form with what stands in it, passwords in the clear: it never leaves this room as it is. Immutable.
 *
 * @param pid the component
 * @param values as the gateway tells them, by field
 * @param fields of the form, in its order
 */
record Form(String pid, Map<String, Object> values, List<AD> fields) {

    /** Reads a component that runs. */
    static Form read(ConfigurationService service, String pid) throws Refusal {
        try {
            ComponentConfiguration configuration = service.getComponentConfiguration(pid);
            if (configuration != null && configuration.getDefinition() != null) {
                Map<String, Object> values = configuration.getConfigurationProperties();
                return new Form(
                        pid,
                        values == null ? Map.of() : new HashMap<>(values),
                        configuration.getDefinition().getAD());
            }
        } catch (KuraException e) {
            throw Refusal.of(
                    Refusal.Kind.UNAVAILABLE,
                    pid + " cannot be read: " + e.getMessage(),
                    "look into the gateway's log");
        }
        throw Refusal.of(
                Refusal.Kind.NOT_FOUND,
                "there is no component '" + pid + "'",
                "create it in the web admin, or correct the pid");
    }

    Optional<AD> field(String id) {
        return fields.stream().filter(each -> each.getId().equals(id)).findFirst();
    }

    static boolean secret(AD field) {
        return field.getType() == Scalar.PASSWORD;
    }

    /** Returns how a field is called for people. */
    static String label(AD field) {
        return field.getName() == null || field.getName().isBlank() ? field.getId() : field.getName();
    }

    JsonObject document() {
        JsonArray told = new JsonArray();
        for (AD each : fields) {
            JsonObject field = new JsonObject()
                    .add("id", each.getId())
                    .add("label", label(each))
                    .add("type", each.getType().name())
                    .add("several", each.getCardinality() != 0)
                    .add("required", each.isRequired());
            if (secret(each)) {
                field.add("secret", true)
                        .add("set", !Values.text(values.get(each.getId())).isEmpty());
            } else {
                field.add("value", Values.json(values.get(each.getId())));
            }
            limits(each, field);
            told.add(field);
        }
        return new JsonObject().add("pid", pid).add("fields", told);
    }

    private static void limits(AD each, JsonObject field) {
        if (each.getMin() != null) {
            field.add("min", each.getMin());
        }
        if (each.getMax() != null) {
            field.add("max", each.getMax());
        }
        List<Option> options = each.getOption();
        if (options != null && !options.isEmpty()) {
            JsonArray words = new JsonArray();
            options.forEach(option -> words.add(option.getValue()));
            field.add("options", words);
        }
    }

    /** Whether a value of the file says the same as what stands there. */
    static boolean same(Object one, Object other) {
        return Values.text(one).equals(Values.text(other));
    }

    /** Returns a value for people: no secrets, and of long texts the beginning. */
    static JsonValue shown(AD field, Object value) {
        String text = Values.text(value);
        if (secret(field) || value instanceof Password) {
            return Json.value(text.isEmpty() ? "" : "(secret)");
        }
        return Json.value(
                text.length() <= 200 ? text : text.substring(0, 200) + "\u2026 (" + text.length() + " characters)");
    }
}
