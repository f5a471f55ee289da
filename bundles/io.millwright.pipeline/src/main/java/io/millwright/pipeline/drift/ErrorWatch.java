package io.millwright.pipeline.drift;

/**
 * Page-Hinkley's test on a stream of errors, as they come back from people: whether the share of wrong decisions has risen
 * since the best time so far. Two numbers of memory. Confined to its user.
 */
final class ErrorWatch {
    /** Rises of the share below this are no news. */
    private static final double TOLERATED = 0.02;

    /** Errors in excess of what was usual that make a rise. */
    private static final double LIMIT = 6;

    /** Before so many answers nothing is said. */
    private static final int LEAST_ANSWERS = 20;

    private long answers;
    private double mean;
    private double sum;
    private double least;

    /** Takes an answer. */
    void add(boolean wrong) {
        answers++;
        double error = wrong ? 1 : 0;
        mean += (error - mean) / answers;
        sum += error - mean - TOLERATED;
        least = Math.min(least, sum);
    }

    /** Whether the share of wrong decisions has risen. */
    boolean risen() {
        return answers >= LEAST_ANSWERS && sum - least > LIMIT;
    }

    /** Returns the share of wrong decisions over all answers. */
    double share() {
        return mean;
    }

    long answers() {
        return answers;
    }

    /** Begins anew. */
    void clear() {
        answers = 0;
        mean = 0;
        sum = 0;
        least = 0;
    }
}
