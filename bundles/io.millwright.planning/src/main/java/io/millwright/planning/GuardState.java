package io.millwright.planning;

import io.millwright.supervision.State;

/** How the watch over the running quarter of an hour is. Immutable. */
record GuardState(Code is, long sinceMicros, String text, String remedy) implements State {
    /** Codes; docs/operations.md has a row for each. */
    enum Code {
        /** No plan is approved, or a peak costs nothing. */
        GUARD_IDLE(Severity.INFO),
        /** The part that is running stays below what is held. */
        GUARD_WATCHES(Severity.INFO),
        /** The part that is running comes out above. */
        GUARD_ABOVE(Severity.WARNING),
        /** The meter does not say enough. */
        GUARD_BLIND(Severity.WARNING);

        private final Severity severity;

        Code(Severity severity) {
            this.severity = severity;
        }
    }

    @Override
    public String code() {
        return is.name();
    }

    @Override
    public Severity severity() {
        return is.severity;
    }
}
