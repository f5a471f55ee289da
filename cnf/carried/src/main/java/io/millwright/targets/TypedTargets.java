package io.millwright.targets;

import java.util.HashMap;
import java.util.Map;

/**
 * What was typed, in the properties of a component: the checked filter stands where the component runtime looks for it, and
 * what was typed under a private name.
 */
public final class TypedTargets {
    /** The number of the reading, where the values have been checked. The full stop keeps it out of the service's properties. */
    static final String CHECKED = ".millwright.typed";

    /** Before the name of an attribute: what was typed. */
    static final String TYPED = CHECKED + ".";

    private TypedTargets() {}

    static Object value(Map<String, Object> properties, String attribute) {
        return properties.get(properties.containsKey(CHECKED) ? TYPED + attribute : attribute);
    }

    /** Returns the properties as Configuration Admin has them stored. */
    public static Map<String, Object> stored(Map<String, Object> properties) {
        if (!properties.containsKey(CHECKED)) {
            return Map.copyOf(properties);
        }
        Map<String, Object> stored = new HashMap<>(properties);
        stored.keySet().removeIf(TargetPlugin::steers);
        properties.forEach((name, value) -> {
            if (name.startsWith(TYPED)) {
                stored.put(name.substring(TYPED.length()), value);
            }
        });
        stored.remove(CHECKED);
        return Map.copyOf(stored);
    }
}
