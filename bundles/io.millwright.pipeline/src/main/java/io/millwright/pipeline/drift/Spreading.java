package io.millwright.pipeline.drift;

/**
 * How much more sums over blocks of rows vary here than sums of independent rows of the training data would: because rows depend
 * on each other, or vary more. Found from the differences of one block and the next, which a lasting shift leaves as they are;
 * counted as more only where that is sure, never as less. Allocates nothing after construction.
 */
final class Spreading {
    private static final int MOST_BLOCKS = 20_000;

    private final int dimensions;
    private final int rows;
    private final double priorBlocks;
    private final double[] before;
    private boolean any;
    private double sum;
    private double blocks;
    private double factor = 1;

    /**
     * Creates one.
     *
     * @param rows of a block
     * @param priorBlocks the training data count as so many blocks
     */
    Spreading(int dimensions, int rows, double priorBlocks) {
        this.dimensions = dimensions;
        this.rows = rows;
        this.priorBlocks = priorBlocks;
        before = new double[dimensions];
    }

    /**
     * Takes the mean of a block in one dimension; call it for each.
     *
     * @param variance of a row in the training data
     */
    void add(int dimension, double mean, double variance) {
        if (any) {
            double difference = mean - before[dimension];
            sum += difference * difference * rows / (2 * variance) / dimensions;
        }
        before[dimension] = mean;
        if (dimension == dimensions - 1) {
            blocks += any ? 1 : 0;
            any = true;
            judge();
        }
    }

    private void judge() {
        double weight = priorBlocks + blocks;
        double mean = (priorBlocks + sum) / weight;
        factor = Math.max(1, mean - Math.sqrt(1 / (dimensions * weight)));
        if (blocks > MOST_BLOCKS) {
            sum /= 2;
            blocks /= 2;
        }
    }

    /** Returns by what variances are to be multiplied, at least 1. */
    double factor() {
        return factor;
    }
}
