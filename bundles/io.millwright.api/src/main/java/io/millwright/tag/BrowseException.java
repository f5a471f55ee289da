package io.millwright.tag;

/** A look at a server that gave nothing. The message says what and which value; never a password. */
public class BrowseException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    private final Reason reason;

    /** What to do. */
    private final String remedy;

    /** Why a call gave nothing. May grow. */
    public enum Reason {
        /** An argument is wrong; the message names it. */
        BAD_REQUEST,
        /** Nobody answers at that address, or not in time. */
        NO_ANSWER,
        /** The server answers, and refuses. */
        REFUSED,
        /** The connection has no session now. */
        NO_SESSION,
        /** The server has no such node. */
        UNKNOWN_NODE,
        /** Others are asking, and there was no turn in time. */
        BUSY,
        /** The server shows another certificate than the one that was approved. */
        CHANGED,
        /** Approving it would be of no use, or is not for this road. */
        NOT_ALLOWED,
        /** Keystore or folder did not take the certificate, or cannot be read. */
        NOT_STORED
    }

    /**
     * Creates an exception.
     *
     * @param message what, and which value
     * @param remedy what to do, "" where there is nothing to do
     */
    public BrowseException(Reason reason, String message, String remedy) {
        this(reason, message, remedy, null);
    }

    /** Creates an exception with its cause, or null. */
    public BrowseException(Reason reason, String message, String remedy, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.remedy = remedy;
    }

    /** Returns why. */
    public Reason reason() {
        return reason;
    }

    /** Returns what to do, "" where there is nothing to do. */
    public String remedy() {
        return remedy;
    }
}
