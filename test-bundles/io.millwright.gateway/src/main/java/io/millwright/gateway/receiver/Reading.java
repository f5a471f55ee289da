package io.millwright.gateway.receiver;

import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One reading of a decision as it came from the broker.
 *
 * @param number null where it is not a number, like the next two
 * @param steps of a forecast or an embedding; a step is null where it is not a number; empty for any other reading
 */
public record Reading(
        String name,
        String unit,
        Double number,
        String label,
        String rawLabel,
        String severity,
        Double lower,
        Double upper,
        List<Double> steps) {

    static Reading of(JsonObject json) {
        List<Double> steps = new ArrayList<>();
        if (json.get("steps") != null) {
            json.get("steps").asArray().forEach(step -> steps.add(number(step)));
        }
        return new Reading(
                json.get("name").asString(),
                json.getString("unit", ""),
                number(json.get("number")),
                json.getString("label", ""),
                json.getString("rawLabel", ""),
                json.getString("severity", "ok"),
                number(json.get("lower")),
                number(json.get("upper")),
                Collections.unmodifiableList(steps));
    }

    static Double number(JsonValue value) {
        return value == null || value.isNull() ? null : value.asDouble();
    }
}
