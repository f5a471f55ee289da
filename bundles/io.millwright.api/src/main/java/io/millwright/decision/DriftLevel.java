package io.millwright.decision;

/** How far a machine's data have gone from what its model was trained with, in rising order. May grow at the upper end. */
public enum DriftLevel {
    /** As in training, or not known: too little was seen, nothing is watched. */
    NONE,
    /** Something changed more than healthy data do within the chosen interval. Decisions are as before. */
    NOTE,
    /** It lasts, or is great: decisions are UNCERTAIN, "outside the training data". */
    OUTSIDE_TRAINING,
    /** It has lasted for long, or is very great: nothing is recommended from this model's outputs. */
    ADVICE_WITHHELD
}
