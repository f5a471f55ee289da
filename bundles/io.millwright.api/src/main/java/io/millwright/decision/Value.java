package io.millwright.decision;

import org.osgi.annotation.versioning.ProviderType;

/** One reading of a decision. Immutable. */
@ProviderType
public interface Value {
    /** Returns the reading's name. */
    String name();

    /** Returns the unit, "" if it has none. */
    String unit();

    /** Returns the raw number: score, quantity, score of the greatest class, first step of a forecast; NaN if there is none. */
    double number();

    /** Returns the label of the number alone, "" if nothing is labelled. */
    String rawLabel();

    /** Returns the label after hysteresis and k of n, {@code unknown} without one, "" if nothing is labelled. */
    String label();

    /** Returns the severity of that label. */
    Severity severity();

    /** Returns the lower end of the interval, NaN if there is none. */
    double lower();

    /** Returns the upper end of the interval, NaN if there is none. */
    double upper();

    /** Returns the steps of a forecast or the elements of an embedding, a fresh array; empty for any other reading. */
    double[] steps();

    /** Returns the tile of the picture that says this, counted row by row from 0; -1 where no picture was cut into tiles. */
    default int tile() {
        return -1;
    }
}
