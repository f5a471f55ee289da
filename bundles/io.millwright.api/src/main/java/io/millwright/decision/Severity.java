package io.millwright.decision;

/** How much a reading matters to the people at the machine, in rising order. May grow at the upper end. */
public enum Severity {
    /** Nothing to do. */
    OK,
    /** Worth knowing. */
    NOTICE,
    /** Somebody should look. */
    WARNING,
    /** Somebody must act. */
    ALARM
}
