package io.millwright.planning.shop;

/** What scores candidates: a model, in most cases. Used by one thread at a time. */
public interface Scorer {
    /**
     * Scores candidates, each by itself; of those that compete the one with the greatest score comes first.
     *
     * @param features {@link Outlook#WIDTH} per candidate, candidate by candidate
     * @param count how many candidates
     * @param scores takes a score per candidate
     * @throws ScorerFailed if there are no scores
     */
    void score(float[] features, int count, float[] scores) throws ScorerFailed;

    /** There are no scores. The message is for people. */
    final class ScorerFailed extends Exception {
        private static final long serialVersionUID = 1L;

        public ScorerFailed(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
