package io.millwright.pipeline.capture;

import java.security.cert.X509Certificate;

/** For whom captured data are encrypted on this gateway. */
@FunctionalInterface
interface KeyHolders {
    /** Returns the certificate of a key pair in a keystore of this gateway, null where there is none. May read the disk. */
    X509Certificate own();
}
