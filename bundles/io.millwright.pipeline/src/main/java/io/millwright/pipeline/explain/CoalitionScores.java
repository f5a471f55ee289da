package io.millwright.pipeline.explain;

import io.millwright.model.ModelException;
import java.util.BitSet;

/** A model's output for inputs that are put together from what is explained and from the background. Used by one thread. */
interface CoalitionScores {
    /** Returns how many players there are: what is taken from either as a whole. */
    int players();

    /** Returns how many inputs one run of the model takes; fewer cost as much. */
    int batch();

    /** Whether so much time has passed that what is there has to do. */
    default boolean enough() {
        return false;
    }

    /**
     * Scores inputs: those of a coalition's players as in what is explained, all others as in a row of the background.
     *
     * @param coalitions the first {@code count} are scored
     * @param backgrounds the row for each
     * @param scores gets the scores
     * @return whether all were scored; false where the time was over before
     * @throws NotExplained if an output is no finite number
     */
    boolean score(BitSet[] coalitions, int[] backgrounds, int count, double[] scores)
            throws ModelException, NotExplained;
}
