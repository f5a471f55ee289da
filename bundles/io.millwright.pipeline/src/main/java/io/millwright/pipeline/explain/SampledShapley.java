package io.millwright.pipeline.explain;

import io.millwright.decision.Explanation.Method;
import io.millwright.model.ModelException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;

/**
 * Shapley values estimated over orders drawn at random: players step one by one from a row of the background to what is explained,
 * in an order and in its reverse, and each is credited with its steps. Every walk adds up by itself, so their mean does, too.
 */
final class SampledShapley {
    /** Largest error, as a share of the greatest amount, that is good enough. */
    private static final double ERROR_SHARE = 0.05;

    private static final int LEAST_PAIRS = 16;
    private static final int MOST_PAIRS = 4_096;

    private final CoalitionScores scores;
    private final int players;
    private final int[] backgrounds;
    private final Random random;
    private final Means means;

    /** The outputs for the rows of the background, and for what is explained after them. */
    private double[] ends;

    private double usedEnds;
    private long runs;

    private SampledShapley(CoalitionScores scores, int[] backgrounds, long seed) {
        this.scores = scores;
        this.backgrounds = backgrounds;
        players = scores.players();
        means = new Means(players);
        random = new Random(seed);
    }

    /**
     * Estimates the values until they are good enough or the time is over.
     *
     * @param backgrounds the rows of the background that are wanted
     * @param seed of the orders: equal ones give equal results where the time lasts
     * @throws NotExplained if an output is no number, or the time ends before the first orders are done
     */
    static Attribution of(CoalitionScores scores, int[] backgrounds, long seed) throws ModelException, NotExplained {
        return new SampledShapley(scores, backgrounds, seed).estimate();
    }

    private Attribution estimate() throws ModelException, NotExplained {
        if (!readEnds()) {
            throw new NotExplained("there was no time for the background");
        }
        int steps = Math.max(1, 2 * (players - 1));
        int together = Math.max(1, scores.batch() / steps);
        Walk[] walks = new Walk[2 * together];
        BitSet[] coalitions = new BitSet[together * steps];
        int[] rows = new int[coalitions.length];
        double[] out = new double[coalitions.length];
        while (!goodEnough() && !(means.count() > 0 && scores.enough())) {
            // Each round takes every row of the background once, so that a finished one needs no settling.
            int count = 2 * Math.min(together, backgrounds.length - means.count() % backgrounds.length);
            int at = 0;
            for (int w = 0; w < count; w++) {
                walks[w] = w % 2 == 0 ? new Walk(nextBackground(w / 2)) : walks[w - 1].reversed();
                at = walks[w].write(coalitions, rows, at);
            }
            if (!scores.score(coalitions, rows, at, out)) {
                break;
            }
            runs += at;
            at = 0;
            for (int w = 0; w < count; w += 2) {
                double[] gains = new double[players];
                at = walks[w].credit(out, at, gains);
                at = walks[w + 1].credit(out, at, gains);
                means.add(gains);
                usedEnds += ends[walks[w].background];
            }
        }
        return result();
    }

    private int nextBackground(int ahead) {
        return (means.count() + ahead) % backgrounds.length;
    }

    private boolean readEnds() throws ModelException, NotExplained {
        int count = backgrounds.length + 1;
        BitSet[] coalitions = new BitSet[count];
        Arrays.fill(coalitions, new BitSet());
        BitSet everybody = new BitSet();
        everybody.set(0, players);
        coalitions[count - 1] = everybody;
        int[] rows = Arrays.copyOf(backgrounds, count);
        ends = new double[count];
        runs = count;
        return scores.score(coalitions, rows, count, ends);
    }

    private boolean goodEnough() {
        boolean wholeRound = means.count() % backgrounds.length == 0;
        return wholeRound && (means.count() >= MOST_PAIRS || means.count() >= LEAST_PAIRS && missing() <= 1);
    }

    /** Returns by which factor the greatest error is too large. */
    private double missing() {
        double greatest = Arrays.stream(means.means()).map(Math::abs).max().orElse(0);
        double error =
                Arrays.stream(means.errors(Double.POSITIVE_INFINITY)).max().orElse(0);
        return error == 0 ? 0 : error / (ERROR_SHARE * Math.max(greatest, Double.MIN_NORMAL));
    }

    private Attribution result() throws NotExplained {
        if (means.count() == 0) {
            throw new NotExplained("there was no time for the first orders of the features");
        }
        double output = ends[backgrounds.length];
        double expected = Arrays.stream(ends, 0, backgrounds.length).average().orElse(Double.NaN);
        double[] amounts = means.means();
        double[] errors = means.errors(Double.POSITIVE_INFINITY);
        settle(amounts, errors, usedEnds / means.count() - expected);
        double missing = missing();
        double done = goodEnough() ? 1 : Math.min(1, 1 / (missing * missing));
        return new Attribution(
                Method.SHAPLEY_SAMPLED, amounts, errors, output, expected, backgrounds.length, runs, done);
    }

    /** Rows were not used equally often: what that leaves goes to the amounts that are least certain. */
    private static void settle(double[] amounts, double[] errors, double rest) {
        double squares = Arrays.stream(errors).map(error -> error * error).sum();
        for (int i = 0; i < amounts.length; i++) {
            amounts[i] += rest * (squares > 0 ? errors[i] * errors[i] / squares : 1.0 / amounts.length);
        }
    }

    /** The players in an order, over a row of the background. */
    private final class Walk {
        private final int background;
        private final int[] order;

        Walk(int background) {
            this(background, shuffled());
        }

        private Walk(int background, int[] order) {
            this.background = background;
            this.order = order;
        }

        Walk reversed() {
            int[] reverse = new int[players];
            for (int i = 0; i < players; i++) {
                reverse[i] = order[players - 1 - i];
            }
            return new Walk(background, reverse);
        }

        /** Writes the coalitions between the ends; returns where the next walk goes. */
        int write(BitSet[] coalitions, int[] rows, int first) {
            BitSet coalition = new BitSet(players);
            for (int i = 0; i < players - 1; i++) {
                coalition.set(order[i]);
                coalitions[first + i] = (BitSet) coalition.clone();
                rows[first + i] = backgrounds[background];
            }
            return first + players - 1;
        }

        /** Credits the players with half of their steps, as the other half is the reverse's. */
        int credit(double[] out, int first, double[] gains) {
            double before = ends[background];
            for (int i = 0; i < players; i++) {
                double after = i == players - 1 ? ends[backgrounds.length] : out[first + i];
                gains[order[i]] += (after - before) / 2;
                before = after;
            }
            return first + players - 1;
        }
    }

    private int[] shuffled() {
        int[] order = new int[players];
        for (int i = 0; i < players; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }
}
