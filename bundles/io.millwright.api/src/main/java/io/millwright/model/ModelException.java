package io.millwright.model;

/** A model that cannot be loaded, opened or run. The message says what, which value and the remedy. */
public class ModelException extends Exception {
    private static final long serialVersionUID = 1L;

    /** True if the next attempt may succeed. */
    private final boolean retryable;

    /**
     * Creates an exception.
     *
     * @param message what, value, remedy
     * @param retryable whether the next attempt may succeed
     */
    public ModelException(String message, boolean retryable) {
        this(message, retryable, null);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param message what, value, remedy
     * @param retryable whether the next attempt may succeed
     * @param cause the engine's own exception, or null
     */
    public ModelException(String message, boolean retryable, Throwable cause) {
        super(message, cause);
        this.retryable = retryable;
    }

    /** Returns whether the next attempt may succeed. */
    public boolean retryable() {
        return retryable;
    }
}
