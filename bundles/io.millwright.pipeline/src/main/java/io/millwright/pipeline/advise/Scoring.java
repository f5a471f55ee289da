package io.millwright.pipeline.advise;

import io.millwright.model.ModelException;

/** Says what a model makes of candidates. Used by one thread. */
public interface Scoring {
    /** Returns the greatest number of candidates that one call takes; at least 1. */
    int batch();

    /**
     * Scores candidates.
     *
     * @param candidates rows of features in the problem's order
     * @param from the first one to score
     * @param count how many, at most {@link #batch}
     * @param readings takes the reading of each, at the candidate's index; NaN where the model says nothing usable
     * @param spreads takes its standard deviation likewise, 0 where the model has none
     */
    void score(double[][] candidates, int from, int count, double[] readings, double[] spreads) throws ModelException;
}
