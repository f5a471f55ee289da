package io.millwright.decision;

/** The worst quality of a decision's inputs, in falling order. */
public enum Quality {
    /** All inputs were Good and in range. */
    GOOD,
    /** An input was held, incomplete, late or outside what the model was trained with. */
    UNCERTAIN,
    /** No usable statement. */
    BAD
}
