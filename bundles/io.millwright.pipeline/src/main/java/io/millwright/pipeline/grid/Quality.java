package io.millwright.pipeline.grid;

/** How far a decision can be trusted: the worst quality of its inputs, in the order of OPC UA severities. */
public enum Quality {
    GOOD,
    UNCERTAIN,
    BAD;

    /** Returns the worse of the two. */
    public Quality worse(Quality other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
