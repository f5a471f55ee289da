package io.millwright.pipeline.explain;

import io.millwright.model.ModelException;

/** A model's output for a picture of which places are covered, one at a time. Used by one thread. */
interface PlaceScores {
    /** Returns how many pictures one run of the model takes; fewer cost as much. */
    int batch();

    /** Returns the output for the picture as it is. */
    double whole();

    /**
     * Scores the picture with a place covered.
     *
     * @param places the first {@code count} are scored
     * @return whether all were scored; false where the time was over before
     */
    boolean score(int[] places, int count, double[] scores) throws ModelException, NotExplained;
}
