package org.eclipse.kura.wire;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import org.eclipse.kura.type.TypedValue;
import org.osgi.annotation.versioning.ProviderType;

/** Values by name. */
@ProviderType
public class WireRecord {
    private final Map<String, TypedValue<?>> properties;

    /** Creates a record; the map is not copied. */
    public WireRecord(Map<String, TypedValue<?>> properties) {
        this.properties = Collections.unmodifiableMap(Objects.requireNonNull(properties));
    }

    public Map<String, TypedValue<?>> getProperties() {
        return properties;
    }
}
