package io.millwright.targets;

import java.util.Map;

/**
 * A field of a form that chooses a service by a filter.
 *
 * @param reference name of the component's reference
 * @param label of the field, as the form shows it
 * @param noun what is chosen, in messages
 */
public record TargetField(String reference, String label, String noun) {
    /** Returns the attribute of the form. */
    public String attribute() {
        return reference + ".target";
    }

    /** Reads what was typed into this field, from the properties of a component. */
    public Target in(Map<String, Object> properties) {
        return Target.of(this, TypedTargets.value(properties, attribute()));
    }
}
