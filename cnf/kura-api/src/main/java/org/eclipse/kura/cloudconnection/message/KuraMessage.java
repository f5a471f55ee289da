package org.eclipse.kura.cloudconnection.message;

import java.util.HashMap;
import java.util.Map;
import org.eclipse.kura.message.KuraPayload;
import org.osgi.annotation.versioning.ProviderType;

/** A payload with properties. */
@ProviderType
public class KuraMessage {
    private final KuraPayload payload;
    private final Map<String, Object> properties;

    /** Creates a message without properties. */
    public KuraMessage(KuraPayload payload) {
        this(payload, Map.of());
    }

    /** Creates a message; the properties are copied. */
    public KuraMessage(KuraPayload payload, Map<String, Object> properties) {
        this.payload = payload;
        this.properties = new HashMap<>(properties);
    }

    /** Returns the payload. */
    public KuraPayload getPayload() {
        return payload;
    }

    /** Returns the properties, which fill tokens of the topic. */
    public Map<String, Object> getProperties() {
        return properties;
    }
}
