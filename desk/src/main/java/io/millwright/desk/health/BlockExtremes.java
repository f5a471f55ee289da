package io.millwright.desk.health;

import java.util.Arrays;

/**
 * How high a statistic rises in a long time, from the greatest values of blocks of a short one: whatever the statistic, they follow one
 * family of distributions. A percentile of single values says nothing of that, because they come in runs. The tail is taken to be
 * exponential (Gumbel) or heavier, never lighter: a limit that is too low costs false alarms; and heavier only as far as there are blocks
 * to show it.
 *
 * @param location of the distribution of the blocks' greatest values
 * @param scale how fast they grow with the time
 * @param shape 0 for an exponential tail, below 0 for a heavier one
 * @param greatest of all values
 */
record BlockExtremes(double location, double scale, double shape, double greatest) {
    /** With fewer blocks a scale is a guess. */
    static final int LEAST_BLOCKS = 6;

    private static final double EULER = 0.57721566490153286;
    private static final double HEAVIEST = -0.3;
    private static final double EXPONENTIAL = -1e-3;

    /** With so many blocks the shape is believed by half. */
    private static final double BLOCKS_OF_HALF = 30;

    /**
     * Fits by L-moments (J. Hosking, 1990).
     *
     * @param values in the order of time
     * @param block values of one block; a rest at the end is left out
     * @throws IllegalArgumentException if there are too few blocks
     */
    static BlockExtremes of(double[] values, int block) {
        int blocks = values.length / block;
        if (blocks < LEAST_BLOCKS) {
            throw new IllegalArgumentException(blocks + " blocks");
        }
        double[] greatest = new double[blocks];
        for (int i = 0; i < blocks; i++) {
            greatest[i] =
                    Arrays.stream(values, i * block, (i + 1) * block).max().orElseThrow();
        }
        Arrays.sort(greatest);
        double first = 0;
        double second = 0;
        double third = 0;
        for (int i = 0; i < blocks; i++) {
            double share = i / (blocks - 1.0);
            first += greatest[i] / blocks;
            second += greatest[i] * share / blocks;
            third += greatest[i] * share * (i - 1) / (blocks - 2.0) / blocks;
        }
        double spread = 2 * second - first;
        double skew = spread > 0 ? (6 * third - 6 * second + first) / spread : 0;
        double most = Arrays.stream(values).max().orElseThrow();
        return of(first, spread, shape(skew) * blocks / (blocks + BLOCKS_OF_HALF), most);
    }

    private static double shape(double skew) {
        double place = 2 / (3 + skew) - Math.log(2) / Math.log(3);
        double shape = 7.8590 * place + 2.9554 * place * place;
        return Math.min(0, Math.max(HEAVIEST, shape));
    }

    private static BlockExtremes of(double mean, double spread, double shape, double greatest) {
        if (shape > EXPONENTIAL) {
            double scale = spread / Math.log(2);
            return new BlockExtremes(mean - EULER * scale, scale, 0, greatest);
        }
        double gamma = gamma(1 + shape);
        double scale = spread * shape / ((1 - Math.pow(2, -shape)) * gamma);
        return new BlockExtremes(mean - scale * (1 - gamma) / shape, scale, shape, greatest);
    }

    /** The gamma function between 0.5 and 1: by its recurrence and Stirling's series, to 1e-9. */
    private static double gamma(double x) {
        double factor = 1;
        double at = x;
        while (at < 10) {
            factor *= at;
            at++;
        }
        double series = 1 / (12 * at) - 1 / (360 * at * at * at) + 1 / (1260 * Math.pow(at, 5));
        return Math.exp((at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series) / factor;
    }

    /** Returns the level that is passed once in so many blocks on average, never below what was seen. */
    double level(double blocks) {
        double rare = -Math.log1p(-1 / Math.max(2, blocks));
        double level =
                shape == 0 ? location - scale * Math.log(rare) : location + scale * (1 - Math.pow(rare, shape)) / shape;
        return Math.max(greatest, level);
    }
}
