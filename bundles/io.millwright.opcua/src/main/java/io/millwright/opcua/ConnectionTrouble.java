package io.millwright.opcua;

/** Expected trouble on the way to a session: a state with its text, never a stack trace in the log. */
final class ConnectionTrouble extends Exception {
    private static final long serialVersionUID = 1L;

    private final StateCode code;

    ConnectionTrouble(StateCode code, String text) {
        super(text);
        this.code = code;
    }

    ConnectionTrouble(StateCode code, String text, Throwable cause) {
        super(text, cause);
        this.code = code;
    }

    StateCode code() {
        return code;
    }
}
