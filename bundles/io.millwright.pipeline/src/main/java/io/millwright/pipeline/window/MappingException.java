package io.millwright.pipeline.window;

/** Model, mapping and tags do not fit together. The message names attribute, value and remedy. */
public final class MappingException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Creates an exception without a stack trace: it is expected trouble. */
    public MappingException(String message) {
        super(message, null, false, false);
    }
}
