package io.millwright.pipeline.drift;

import java.util.List;
import java.util.Random;

/**
 * A healthy milling machine in time order, one row a minute, as the data set AI4I 2020 is described: the temperature of the air is
 * a random walk brought to 300 K and a standard deviation of 2 K, that of the process 10 K more and a walk of 1 K; a tool wears by
 * 2, 3 or 5 minutes per row, by the product's quality, and is changed after 200 to 240. Quality, speed and torque of a row are
 * those of a row of the data set, drawn at random: they do not depend on the rows before.
 */
final class HealthyMill {
    /** In the order of the model's features. */
    static final List<String> FEATURES =
            List.of("type", "air_temperature", "process_temperature", "rotational_speed", "torque", "tool_wear");

    static final int TYPE = 0;
    static final int AIR = 1;
    static final int PROCESS = 2;
    static final int SPEED = 3;
    static final int TORQUE = 4;
    static final int WEAR = 5;

    private static final int[] WEAR_PER_ROW = {2, 3, 5};
    private static final int LEAST_LIFE = 200;
    private static final int LIFE_SPREAD = 41;

    private HealthyMill() {}

    /**
     * Returns rows of a machine.
     *
     * @param data rows of the data set
     */
    static double[][] rows(double[][] data, int count, long seed) {
        Random random = new Random(seed);
        double[] air = walk(count, 2, random);
        double[] surplus = walk(count, 1, random);
        double[][] rows = new double[count][];
        int wear = 0;
        int life = LEAST_LIFE;
        for (int i = 0; i < count; i++) {
            double[] drawn = data[random.nextInt(data.length)];
            if (wear > life) {
                wear = 0;
                life = LEAST_LIFE + random.nextInt(LIFE_SPREAD);
            }
            rows[i] = drawn.clone();
            rows[i][AIR] = tenths(300 + air[i]);
            rows[i][PROCESS] = tenths(310 + air[i] + surplus[i]);
            rows[i][WEAR] = wear;
            wear += WEAR_PER_ROW[(int) drawn[TYPE]];
        }
        return rows;
    }

    private static double tenths(double value) {
        return Math.rint(value * 10) / 10;
    }

    private static double[] walk(int count, double deviation, Random random) {
        double[] walk = new double[count];
        double at = 0;
        double sum = 0;
        for (int i = 0; i < count; i++) {
            at += random.nextGaussian();
            walk[i] = at;
            sum += at;
        }
        double mean = sum / count;
        double squares = 0;
        for (double one : walk) {
            squares += (one - mean) * (one - mean);
        }
        double scale = deviation / Math.sqrt(squares / count);
        for (int i = 0; i < count; i++) {
            walk[i] = (walk[i] - mean) * scale;
        }
        return walk;
    }
}
