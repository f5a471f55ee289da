package io.millwright.pipeline.drift;

/**
 * The sums of the last rows, over a short and a long window. Rows of the short one are kept; of the long one sums of blocks.
 * Bounded, allocates nothing after construction. Confined to its user.
 */
final class Recent {
    /** Rows of the short window. */
    static final int SHORT = 200;

    /** Rows of a block of the long window, which advances by as many. */
    static final int BLOCK = 20;

    private static final int BLOCKS = 72;

    /** Rows of the long window: a day of one row a minute. */
    static final int LONG = BLOCK * BLOCKS;

    /** Sums are computed anew from time to time, so that rounding does not add up. */
    private static final int RENEWED = 64 * SHORT;

    /** Beside such a number, as some controllers write for none, a sum forgets the digits of all others: it is computed anew when it leaves. */
    private static final double COARSE = 1e9;

    /** What one dimension takes, with what is usual in it. */
    static final long BYTES = 8L * (SHORT + BLOCKS + 16) + 16L * BLOCKS;

    /** Takes what leaves the long window. */
    interface Leaving {
        /** Sums of {@link #BLOCK} rows, one per dimension, valid during the call. */
        void block(double[] sums);
    }

    private final int dimensions;
    private final double[] rows;
    private final double[] shortSums;
    private final double[][] blocks;
    private final double[] longSums;
    private final double[] open;
    private final double[] left;
    private int at;
    private long count;
    private int openRows;
    private int block;
    private long blockCount;

    Recent(int dimensions) {
        this.dimensions = dimensions;
        rows = new double[SHORT * dimensions];
        shortSums = new double[dimensions];
        blocks = new double[BLOCKS][dimensions];
        longSums = new double[dimensions];
        open = new double[dimensions];
        left = new double[dimensions];
    }

    /**
     * Takes a row.
     *
     * @return whether the long window has advanced
     */
    boolean add(double[] row, Leaving leaving) {
        boolean coarse = false;
        for (int i = 0; i < dimensions; i++) {
            double leaves = rows[at * dimensions + i];
            coarse |= Math.abs(leaves) > COARSE;
            shortSums[i] += row[i] - leaves;
            rows[at * dimensions + i] = row[i];
            open[i] += row[i];
        }
        at = at + 1 == SHORT ? 0 : at + 1;
        count++;
        if (coarse || count % RENEWED == 0) {
            renew();
        }
        if (++openRows < BLOCK) {
            return false;
        }
        close(leaving);
        return true;
    }

    private void close(Leaving leaving) {
        boolean full = blockCount >= BLOCKS;
        boolean coarse = false;
        for (int i = 0; i < dimensions; i++) {
            left[i] = blocks[block][i];
            coarse |= Math.abs(left[i]) > COARSE;
            longSums[i] += open[i] - left[i];
            blocks[block][i] = open[i];
            open[i] = 0;
        }
        openRows = 0;
        if (coarse) {
            renew();
        }
        block = block + 1 == BLOCKS ? 0 : block + 1;
        blockCount++;
        if (full) {
            leaving.block(left);
        }
    }

    private void renew() {
        for (int i = 0; i < dimensions; i++) {
            double sum = 0;
            for (int row = 0; row < SHORT; row++) {
                sum += rows[row * dimensions + i];
            }
            shortSums[i] = sum;
            double all = 0;
            for (double[] one : blocks) {
                all += one[i];
            }
            longSums[i] = all;
        }
    }

    /** Returns how many rows a window advances by. */
    static int step(int window) {
        return window == SHORT ? 1 : BLOCK;
    }

    boolean shortFull() {
        return count >= SHORT;
    }

    boolean longFull() {
        return blockCount >= BLOCKS;
    }

    double shortMean(int dimension) {
        return shortSums[dimension] / SHORT;
    }

    /** Returns the mean of the block that was closed last. */
    double blockMean(int dimension) {
        return blocks[block == 0 ? BLOCKS - 1 : block - 1][dimension] / BLOCK;
    }

    double longMean(int dimension) {
        return longSums[dimension] / LONG;
    }

    /** Returns the rows taken so far. */
    long count() {
        return count;
    }

    int dimensions() {
        return dimensions;
    }
}
