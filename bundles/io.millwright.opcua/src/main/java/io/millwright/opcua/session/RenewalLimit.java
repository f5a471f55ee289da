package io.millwright.opcua.session;

/**
 * Tells a subscription that had to be renewed from a server that ends each one: then only a new session helps. Used on the
 * session's thread.
 */
final class RenewalLimit {
    private static final int MAX_RENEWALS = 3;
    private static final long QUIET_NANOS = 60_000_000_000L;

    private int renewals;
    private long renewedNanos = System.nanoTime();

    /** Counts a renewal; returns whether it is one too many, each within 60 s after the one before. */
    boolean exceeded() {
        long now = System.nanoTime();
        if (now - renewedNanos > QUIET_NANOS) {
            renewals = 0;
        }
        renewedNanos = now;
        return ++renewals > MAX_RENEWALS;
    }

    /** A new session starts. */
    void forget() {
        renewals = 0;
    }
}
