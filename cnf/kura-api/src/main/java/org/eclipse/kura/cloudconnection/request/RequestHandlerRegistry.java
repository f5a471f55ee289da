package org.eclipse.kura.cloudconnection.request;

import org.eclipse.kura.KuraException;
import org.osgi.annotation.versioning.ProviderType;

/** A cloud connection over which requests come; Kapua-style ones are, raw MQTT is not. */
@ProviderType
public interface RequestHandlerRegistry {
    void registerRequestHandler(String id, RequestHandler requestHandler) throws KuraException;

    void unregister(String id) throws KuraException;
}
