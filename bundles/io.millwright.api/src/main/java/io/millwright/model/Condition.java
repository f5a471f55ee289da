package io.millwright.model;

import org.osgi.annotation.versioning.ProviderType;

/** A comparison of one value with constants. Immutable. NaN never holds. */
@ProviderType
public interface Condition {
    /** Returns the comparison. */
    Operator operator();

    /** Returns the value that is compared with; the lower end of {@link Operator#WITHIN}. */
    double value();

    /** Returns the upper end of {@link Operator#WITHIN}; NaN for any other operator. */
    double upper();

    /** Comparisons. May grow. */
    enum Operator {
        /** Equal to the value. */
        EQUAL,
        /** Not equal to the value. */
        NOT_EQUAL,
        /** Below the value. */
        LESS,
        /** At most the value. */
        LESS_OR_EQUAL,
        /** Above the value. */
        GREATER,
        /** At least the value. */
        GREATER_OR_EQUAL,
        /** From the value to the upper end, both included. */
        WITHIN
    }
}
