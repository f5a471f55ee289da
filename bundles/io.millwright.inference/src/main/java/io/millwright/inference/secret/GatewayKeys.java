package io.millwright.inference.secret;

import io.millwright.seal.WrappedKey;
import java.security.PrivateKey;

/** The private keys that this machine holds. */
@FunctionalInterface
public interface GatewayKeys {
    /** Where there are none. */
    GatewayKeys NONE = certificate -> null;

    /**
     * Returns the private key of a certificate, null if it is not here.
     *
     * @param certificate see {@link WrappedKey#certificate}
     */
    PrivateKey find(String certificate);
}
