package io.millwright.planning.plan;

/** Why a maker is asked for a plan; of several reasons the first one. */
public enum Occasion {
    /** A person asked for one, or gave something. */
    ASKED,
    /** Settings or tools are others than when it was asked last, and no plan that was made of the same stands. */
    DUE,
    /** Something happened, or time has passed, which may make one due. */
    EVENT
}
