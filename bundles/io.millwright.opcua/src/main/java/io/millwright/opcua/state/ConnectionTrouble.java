package io.millwright.opcua.state;

/** Expected trouble on the way to a session: a state with its text, never a stack trace in the log. */
public final class ConnectionTrouble extends Exception {
    private static final long serialVersionUID = 1L;

    private final StateCode code;

    /** Makes trouble that nothing else caused. */
    public ConnectionTrouble(StateCode code, String text) {
        super(text);
        this.code = code;
    }

    /** Makes trouble with its cause, which only DEBUG shows. */
    public ConnectionTrouble(StateCode code, String text, Throwable cause) {
        super(text, cause);
        this.code = code;
    }

    /** Returns the state to report, whose text is the message. */
    public StateCode code() {
        return code;
    }
}
