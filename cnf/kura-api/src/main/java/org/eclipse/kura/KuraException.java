package org.eclipse.kura;

import org.osgi.annotation.versioning.ProviderType;

/** The checked exception of Kura services. The real one formats its text by a pattern per code. */
@ProviderType
public class KuraException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    private final KuraErrorCode code;

    /** Creates an exception with a cause. */
    public KuraException(KuraErrorCode code, Throwable cause, Object... arguments) {
        super(text(code, arguments), cause);
        this.code = code;
    }

    /** Creates an exception. */
    public KuraException(KuraErrorCode code, Object... arguments) {
        super(text(code, arguments));
        this.code = code;
    }

    /** Creates an exception without text. */
    public KuraException(KuraErrorCode code) {
        this(code, new Object[0]);
    }

    /** Returns the code. */
    public KuraErrorCode getCode() {
        return code;
    }

    private static String text(KuraErrorCode code, Object... arguments) {
        return arguments.length == 0 ? String.valueOf(code) : code + ": " + arguments[0];
    }
}
