package io.millwright.pipeline.wire;

/** The component's output ports, in the order of their numbers. */
enum OutputPort {
    /** A decision that changed something, or every one. */
    DECISION,
    /** Every run. */
    READING,
    /** Every state. */
    ERROR
}
