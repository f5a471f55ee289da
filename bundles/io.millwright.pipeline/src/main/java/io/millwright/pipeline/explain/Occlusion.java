package io.millwright.pipeline.explain;

import io.millwright.model.ModelException;
import java.util.Arrays;

/**
 * By how much a picture's output falls where a place of it is covered. Places are visited all over the picture, so that what is
 * there when the time is over is a coarser map, not a part of one.
 */
final class Occlusion {
    /** A step through the places that spreads any number of them evenly. */
    private static final double GOLDEN = 0.6180339887498949;

    /** A map of three by three is the coarsest that says where. */
    private static final int LEAST_PLACES = 9;

    /**
     * A map.
     *
     * @param values by place, NaN for what was not visited
     * @param done how many were, as a share
     */
    record Heat(double[] values, double done) {
        /** Returns the place of the greatest value. */
        int greatest() {
            int greatest = -1;
            for (int i = 0; i < values.length; i++) {
                if (!Double.isNaN(values[i]) && (greatest < 0 || values[i] > values[greatest])) {
                    greatest = i;
                }
            }
            return greatest;
        }
    }

    private Occlusion() {}

    /**
     * Covers all places.
     *
     * @param sign 1 where an output that falls is a contribution, -1 where one that rises is
     * @throws NotExplained if an output is no number, or there was no time for nine places: the greatest of a few says nothing
     */
    static Heat of(PlaceScores scores, int places, int sign) throws ModelException, NotExplained {
        double[] values = new double[places];
        Arrays.fill(values, Double.NaN);
        int step = step(places);
        int[] group = new int[Math.min(places, scores.batch())];
        double[] out = new double[group.length];
        int visited = 0;
        while (visited < places) {
            int count = Math.min(group.length, places - visited);
            for (int i = 0; i < count; i++) {
                group[i] = (int) ((long) (visited + i) * step % places);
            }
            if (!scores.score(group, count, out)) {
                break;
            }
            for (int i = 0; i < count; i++) {
                values[group[i]] = sign * (scores.whole() - out[i]);
            }
            visited += count;
        }
        if (visited < Math.min(places, LEAST_PLACES)) {
            throw new NotExplained("there was time for " + visited + " of " + places
                    + " places of the picture: give an explanation more time, or a smaller picture");
        }
        return new Heat(values, (double) visited / places);
    }

    /** Returns a step that visits every place once. */
    private static int step(int places) {
        int step = Math.max(1, (int) (places * GOLDEN));
        while (divisor(step, places) > 1) {
            step++;
        }
        return step;
    }

    private static int divisor(int one, int other) {
        return other == 0 ? one : divisor(other, one % other);
    }
}
