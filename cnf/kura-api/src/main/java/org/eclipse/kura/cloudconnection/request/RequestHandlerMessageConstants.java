package org.eclipse.kura.cloudconnection.request;

/** Keys of the properties of a request's message. */
public enum RequestHandlerMessageConstants {
    /** The parts of the topic behind the verb, a list of texts. */
    ARGS_KEY("args");

    private final String value;

    RequestHandlerMessageConstants(String value) {
        this.value = value;
    }

    /** Returns the key. */
    public String value() {
        return value;
    }
}
