package io.millwright.seal;

import java.io.IOException;

/** A sealed file was changed, cut short, or sealed with another key. */
public final class NotGenuine extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param message says what is not as it was sealed */
    public NotGenuine(String message, Throwable cause) {
        super(message, cause);
    }
}
