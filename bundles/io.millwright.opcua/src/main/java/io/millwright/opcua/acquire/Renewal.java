package io.millwright.opcua.acquire;

/** An acquisition's wish to be replaced by a new one in the same session. */
public record Renewal(Acquisition acquisition, String reason) {
    /** The reason why facts are read again. */
    public static final String SEMANTICS = "the server says that units or ranges changed";
}
