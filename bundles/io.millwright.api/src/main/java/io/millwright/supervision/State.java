package io.millwright.supervision;

import org.osgi.annotation.versioning.ProviderType;

/** One state. Immutable. */
@ProviderType
public interface State {
    /** Returns the stable code, for example {@code SERVER_UNTRUSTED}; docs/operations.md has a row for each. */
    String code();

    /** Returns how bad it is. */
    Severity severity();

    /** Returns when it was entered by the gateway's clock, microseconds since 1970 UTC. */
    long sinceMicros();

    /** Returns what is the matter, with names and values. */
    String text();

    /** Returns what to do, "" where there is nothing to do. */
    String remedy();

    /** Severities in rising order. May grow at the upper end. */
    enum Severity {
        /** As it should be, or on its way there. */
        INFO,
        /** It works with less than it should, or waits for something that has been away for long. */
        WARNING,
        /** It does not work until somebody acts. */
        ERROR
    }
}
