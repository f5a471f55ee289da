package io.millwright.pipeline.drift;

import java.util.Arrays;

/**
 * What is usual at this machine: at first what it was in training, then more and more what was seen here while nothing was the
 * matter, and from a bound on for ever. So machines that differ a little from those of the training raise no alarm for it, and
 * what changes later does. Allocates nothing after construction.
 */
final class Usual {
    /** So many rows are learned from. */
    static final long MOST = 20_000;

    private final double[] prior;
    private final double[] sums;
    private double priorRows;
    private long learned;

    /**
     * Begins with the training data.
     *
     * @param prior means there
     * @param priorRows how many rows of one's own say as much as the training data do about this machine
     */
    Usual(double[] prior, double priorRows) {
        this.prior = prior.clone();
        this.priorRows = priorRows;
        sums = new double[prior.length];
    }

    /** Learns from the sums of some rows. */
    void learn(double[] of, int rows) {
        if (learned < MOST) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += of[i];
            }
            learned += rows;
        }
    }

    /** Begins with other means, which so many rows here have shown. */
    void restart(double[] means, double rows) {
        System.arraycopy(means, 0, prior, 0, prior.length);
        priorRows = rows;
        Arrays.fill(sums, 0);
        learned = 0;
    }

    double mean(int i) {
        return (prior[i] * priorRows + sums[i]) / weight();
    }

    /** Returns how many rows it is known from. */
    double weight() {
        return priorRows + learned;
    }

    long learned() {
        return learned;
    }
}
