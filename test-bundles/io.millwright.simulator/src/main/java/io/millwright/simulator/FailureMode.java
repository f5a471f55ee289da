package io.millwright.simulator;

/** The five failure modes of AI4I 2020, named as in its columns. */
public enum FailureMode {
    /** Tool wear failure: the tool breaks at the end of its life. */
    TWF,
    /** Heat dissipation failure: little temperature difference at low speed. */
    HDF,
    /** Power failure: mechanical power outside the drive's band. */
    PWF,
    /** Overstrain failure: a worn tool under high torque. */
    OSF,
    /** Random failure, whatever the process does. */
    RNF
}
