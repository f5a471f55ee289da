package io.millwright.opcua.acquire;

import io.millwright.opcua.settings.Settings;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Structures of the OPC UA namespace, which the library knows. */
final class Decoded {
    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);

    private Decoded() {}

    /** Returns a structure or an array of them as objects, anything else as it is; null for what cannot be decoded. */
    static Object of(OpenLink link, Object content) {
        try {
            if (content instanceof ExtensionObject one) {
                return one.decode(link.client().getStaticEncodingContext());
            }
            if (content instanceof ExtensionObject[] some) {
                Object[] all = new Object[some.length];
                for (int i = 0; i < all.length; i++) {
                    all[i] = some[i].decode(link.client().getStaticEncodingContext());
                }
                return all;
            }
            return content;
        } catch (RuntimeException e) {
            // Milo's decoder throws what its buffers throw, for example for a body that is too short.
            LOGGER.debug("A server's property cannot be decoded; it stays unknown.", e);
            return null;
        }
    }
}
