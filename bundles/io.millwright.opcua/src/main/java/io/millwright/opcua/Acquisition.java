package io.millwright.opcua;

import org.eclipse.milo.opcua.stack.core.UaException;

/** How the values of one table come over one session: by a subscription or by polling. */
interface Acquisition {
    /** Blocks for at most some request timeouts; on the session's thread. */
    void start() throws UaException;

    /** Tries again what the server refused: items that it did not know. Blocks as {@link #start()}. */
    void retryRefused() throws UaException;

    /** Nothing is delivered after the return. Tells the server only if it is {@code reachable}. */
    void stop(boolean reachable);

    /** Returns what the log calls it. */
    String mode();
}
