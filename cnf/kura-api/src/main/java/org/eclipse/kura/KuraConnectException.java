package org.eclipse.kura;

import org.osgi.annotation.versioning.ProviderType;

/** Connecting failed. */
@ProviderType
public class KuraConnectException extends KuraException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public KuraConnectException(Object argument) {
        super(KuraErrorCode.CONNECTION_FAILED, argument);
    }

    /** Creates an exception with a cause. */
    public KuraConnectException(Throwable cause, Object argument) {
        super(KuraErrorCode.CONNECTION_FAILED, cause, argument);
    }
}
