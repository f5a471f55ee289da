package io.millwright.pipeline.explain;

import io.millwright.decision.Explanation.Method;
import io.millwright.model.ModelException;
import java.util.BitSet;

/**
 * Shapley values over every coalition of the players, of each row of the background by itself, and their mean over the rows. So
 * whatever time ends it after, the amounts of the rows that were done add up.
 */
final class ExactShapley {
    /** More players than this have too many coalitions. */
    static final int MOST_PLAYERS = 10;

    private static final String NO_TIME = "there was no time for a single row of the background";

    private final CoalitionScores scores;
    private final int players;
    private final int all;

    /** By the number of players that were there before: the share of the orders in which so many were. */
    private final double[] weights;

    private ExactShapley(CoalitionScores scores) {
        this.scores = scores;
        players = scores.players();
        all = 1 << players;
        weights = new double[players];
        double orders = 1.0 / players;
        for (int before = 0; before < players; before++) {
            weights[before] = orders;
            // 1 / (n * (n - 1 choose before))
            orders = orders * (before + 1) / Math.max(1, players - 1 - before);
        }
    }

    /**
     * Computes the values.
     *
     * @param backgrounds the rows of the background that are wanted
     * @throws NotExplained if an output is no number, or the time ends before the first row is done
     */
    static Attribution of(CoalitionScores scores, int[] backgrounds) throws ModelException, NotExplained {
        if (scores.players() < 1 || scores.players() > MOST_PLAYERS) {
            throw new IllegalArgumentException("players = " + scores.players() + ": 1 to " + MOST_PLAYERS);
        }
        return new ExactShapley(scores).compute(backgrounds);
    }

    private Attribution compute(int[] backgrounds) throws ModelException, NotExplained {
        int together = Math.max(1, Math.min(backgrounds.length, scores.batch() / all));
        BitSet[] coalitions = new BitSet[together * all];
        int[] rows = new int[together * all];
        double[] out = new double[together * all];
        for (int i = 0; i < coalitions.length; i++) {
            coalitions[i] = i < all ? BitSet.valueOf(new long[] {i}) : coalitions[i - all];
        }
        Means means = new Means(players);
        double output = Double.NaN;
        double expected = 0;
        long runs = 0;
        int done = 0;
        while (done < backgrounds.length && !(done > 0 && scores.enough())) {
            int group = Math.min(together, backgrounds.length - done);
            for (int i = 0; i < group * all; i++) {
                rows[i] = backgrounds[done + i / all];
            }
            if (!scores.score(coalitions, rows, group * all, out)) {
                break;
            }
            for (int g = 0; g < group; g++) {
                means.add(values(out, g * all));
                expected += out[g * all];
                output = out[g * all + all - 1];
            }
            runs += (long) group * all;
            done += group;
        }
        if (done == 0) {
            throw new NotExplained(NO_TIME);
        }
        return new Attribution(
                Method.SHAPLEY_EXACT,
                means.means(),
                means.errors(backgrounds.length),
                output,
                expected / done,
                done,
                runs,
                (double) done / backgrounds.length);
    }

    private double[] values(double[] out, int first) {
        double[] values = new double[players];
        for (int coalition = 0; coalition < all; coalition++) {
            int size = Integer.bitCount(coalition);
            for (int player = 0; player < players; player++) {
                if ((coalition >> player & 1) == 0) {
                    double gain = out[first + (coalition | 1 << player)] - out[first + coalition];
                    values[player] += weights[size] * gain;
                }
            }
        }
        return values;
    }
}
