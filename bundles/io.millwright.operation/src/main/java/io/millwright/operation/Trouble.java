package io.millwright.operation;

import io.millwright.form.Diagnosis;
import java.util.Map;

/** A room of this bundle that can be in trouble, and counts: a service of this bundle. Thread-safe; every call returns at once. */
public interface Trouble {
    /** Returns what is the matter, {@link Diagnosis#NONE} if nothing is. */
    Diagnosis trouble();

    /** Returns the room's counters by name, in a fixed order; names are unique in the bundle. */
    default Map<String, Long> counters() {
        return Map.of();
    }
}
