package io.millwright.pipeline.grid;

/** What a pipeline does while an input's status is not Good. */
public enum QualityPolicy {
    /** Decides with the last Good value, UNCERTAIN, up to the hold limit; afterwards BAD. */
    HOLD,
    /** Makes no decision, and counts. */
    SKIP,
    /** Decides with the value as it came; the quality is the input's. */
    FLAG
}
