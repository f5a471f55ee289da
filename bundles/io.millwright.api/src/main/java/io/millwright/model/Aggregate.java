package io.millwright.model;

/**
 * How a feature is computed from the samples of its signal. docs/model-format.md has the definitions, with what holds where
 * no sample fell into the time. May grow.
 */
public enum Aggregate {
    /** The value in force at the end. */
    LAST,
    /** Arithmetic mean of the samples. */
    MEAN,
    /** Least sample. */
    MIN,
    /** Greatest sample. */
    MAX,
    /** Standard deviation of the samples, divided by their number. */
    STD,
    /** Sum of the samples. */
    SUM,
    /** Number of the samples. */
    COUNT,
    /** Value in force at the end minus value in force at the start. */
    DIFFERENCE,
    /** {@link #DIFFERENCE} per second. */
    RATE,
    /** Increase of a counter; a step down is a roll-over at the modulus, or a reset where there is none. */
    COUNTER,
    /** Share of the time in which the condition holds, 0 to 1. */
    SHARE,
    /** Mean of the value in force, weighted with its time. */
    TIME_MEAN
}
