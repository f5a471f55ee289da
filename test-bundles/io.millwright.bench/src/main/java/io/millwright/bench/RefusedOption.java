package io.millwright.bench;

/** An option that cannot be followed; the message names it, its value and the remedy. */
final class RefusedOption extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    RefusedOption(String message) {
        super(message);
    }
}
