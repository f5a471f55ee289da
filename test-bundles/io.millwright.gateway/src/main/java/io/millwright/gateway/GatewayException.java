package io.millwright.gateway;

/** The gateway refused or failed; the message is the gateway's own, the cause its exception. */
public final class GatewayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GatewayException(String message) {
        super(message);
    }

    public GatewayException(String message, Throwable cause) {
        super(message, cause);
    }
}
