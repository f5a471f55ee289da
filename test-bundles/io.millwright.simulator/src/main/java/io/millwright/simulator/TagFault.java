package io.millwright.simulator;

import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;

/**
 * A fault of a tag. {@code id} tells two faults of the same kind apart; {@code frozen} is what a stuck sensor shows.
 *
 * @param skewMicros added to the source time, microseconds; negative for a clock that is slow
 */
record TagFault(long id, Kind kind, StatusCode status, long skewMicros, Object frozen) {
    enum Kind {
        BAD,
        UNCERTAIN,
        STUCK,
        GAP,
        NO_TIMESTAMP,
        SKEW
    }

    TagFault on(Object value) {
        return kind == Kind.STUCK ? new TagFault(id, kind, status, skewMicros, value) : this;
    }

    boolean isThe(TagFault other) {
        return id == other.id;
    }
}
