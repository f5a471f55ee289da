package io.millwright.opcua.state;

/** What a connection is doing; the names are the values of {@code TagSource.STATE} and stay for ever. */
public enum StateCode {
    /** Activated, nothing tried yet. */
    STARTING(false),
    /** An attribute is wrong: nothing is tried until it is changed. */
    CONFIGURATION_ERROR(true),
    /** A secured connection needs a keystore, and none is bound. */
    WAITING_FOR_KEYSTORE(true),
    /** The keystore refused to read or write. */
    KEYSTORE_ERROR(true),
    /** The application certificate in the keystore cannot be used. */
    CERTIFICATE_UNSUITABLE(true),
    /** The first attempt runs. */
    CONNECTING(false),
    /** The server does not answer. */
    SERVER_UNREACHABLE(true),
    /** The server offers no endpoint with the configured policy and mode. */
    NO_ENDPOINT(true),
    /** The server's certificate is not trusted. */
    SERVER_UNTRUSTED(true),
    /** The server does not trust our certificate. */
    CERTIFICATE_REFUSED(true),
    /** The server refused user name or password. */
    AUTHENTICATION_FAILED(true),
    /** The server answered, and refused the session or the subscription for another reason. */
    SERVER_REFUSED(true),
    /** Every tag is Good. */
    CONNECTED(false),
    /** Connected; some lines or tags are not Good. */
    CONNECTED_WITH_ERRORS(false),
    /** There was a session; it is being restored. */
    CONNECTION_LOST(true),
    /** Deactivated. */
    STOPPED(false);

    private final boolean warning;

    StateCode(boolean warning) {
        this.warning = warning;
    }

    /** Returns whether somebody should know: such a transition is logged as a warning, every other as information. */
    boolean warning() {
        return warning;
    }
}
