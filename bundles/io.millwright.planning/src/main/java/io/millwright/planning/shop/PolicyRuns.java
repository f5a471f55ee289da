package io.millwright.planning.shop;

import io.millwright.planning.shop.Scorer.ScorerFailed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** Schedules by a policy's scores: the best candidate each time, or many runs drawn by the scores of which the best is taken. */
public final class PolicyRuns {
    private static final int TOGETHER = 16;
    private static final int MANY = 2_000;

    /** More than so many are not scored: those whose jobs have the most work left are. */
    private static final int MOST_CANDIDATES = 64;

    private final Scorer scorer;

    /** @param scorer used by one call at a time */
    public PolicyRuns(Scorer scorer) {
        this.scorer = scorer;
    }

    /** Returns the schedule in which the candidate with the greatest score comes first each time. */
    public Schedule greedy(Shop shop) throws ScorerFailed {
        return run(shop, OpenTimes.of(shop), 0, 1, null, () -> false).get(0);
    }

    /**
     * Returns the better one of two such schedules, with time running forwards and backwards, pushed together; the same each time. Above
     * 2,000 operations it is {@link #greedy}, which is quicker by ten times.
     */
    public Schedule atOnce(Shop shop) throws ScorerFailed {
        if (shop.operationCount() > MANY) {
            return greedy(shop);
        }
        Mirror mirror = new Mirror(shop);
        Schedule forwards = mirror.improved(greedy(shop));
        Schedule backwards = mirror.improved(mirror.back(greedy(mirror.shop())));
        return shop.cost(backwards).total() < shop.cost(forwards).total() ? backwards : forwards;
    }

    /**
     * Returns the best schedule of several runs, drawn by the scores, forwards and backwards in turn, and of {@link #atOnce}.
     *
     * @param runs at most so many, at least 1; 1 is {@link #atOnce} alone
     * @param seed the same seed gives the same runs
     * @param spent whether the time is over: what is in progress then is given up, {@link #atOnce} never
     */
    public Schedule best(Shop shop, int runs, long seed, BooleanSupplier spent) throws ScorerFailed {
        Mirror mirror = new Mirror(shop);
        Schedule best = atOnce(shop);
        long least = shop.cost(best).total();
        OpenTimes[] forwards = OpenTimes.of(shop);
        OpenTimes[] backwards = OpenTimes.of(mirror.shop());
        boolean back = false;
        for (int from = 1; from < runs && !spent.getAsBoolean(); from += TOGETHER, back = !back) {
            int to = Math.min(runs, from + TOGETHER);
            SplittableRandom random = new SplittableRandom(seed + from);
            Shop in = back ? mirror.shop() : shop;
            for (Schedule each : run(in, back ? backwards : forwards, from, to, random, spent)) {
                Schedule one = mirror.improved(back ? mirror.back(each) : each);
                long cost = shop.cost(one).total();
                if (cost < least) {
                    best = one;
                    least = cost;
                }
            }
        }
        return best;
    }

    /** Runs several at once, so that one call scores the candidates of all. */
    private List<Schedule> run(
            Shop shop, OpenTimes[] open, int from, int to, SplittableRandom random, BooleanSupplier spent)
            throws ScorerFailed {
        List<One> all = new ArrayList<>();
        for (int run = from; run < to; run++) {
            all.add(new One(new Dispatch(shop, open)));
        }
        float[] features = new float[0];
        float[] scores = new float[0];
        boolean more = true;
        while (more) {
            int count = 0;
            for (One each : all) {
                each.skipAlone();
                count += each.dispatch.candidateCount();
            }
            more = count > 0;
            if (more && spent.getAsBoolean()) {
                return List.of();
            }
            if (features.length < count * Outlook.WIDTH) {
                features = Arrays.copyOf(features, 2 * count * Outlook.WIDTH);
                scores = new float[2 * count];
            }
            score(all, count, features, scores);
            int offset = 0;
            for (One each : all) {
                int own = each.dispatch.candidateCount();
                each.choose(scores, offset, random);
                offset += own;
            }
        }
        return all.stream().map(each -> each.dispatch.schedule()).toList();
    }

    private void score(List<One> all, int count, float[] features, float[] scores) throws ScorerFailed {
        if (count == 0) {
            return;
        }
        int offset = 0;
        for (One each : all) {
            each.outlook.write(features, offset * Outlook.WIDTH);
            offset += each.dispatch.candidateCount();
        }
        scorer.score(features, count, scores);
        for (int at = 0; at < count; at++) {
            if (!Float.isFinite(scores[at])) {
                throw new ScorerFailed("the policy's score is " + scores[at] + ", which is no number", null);
            }
        }
    }

    /** One run. */
    private static final class One {
        private final Dispatch dispatch;
        private final Outlook outlook;

        One(Dispatch dispatch) {
            this.dispatch = dispatch;
            this.outlook = new Outlook(dispatch);
        }

        /** Dispatches as long as there is nothing to choose, up to a choice that is not too wide. */
        void skipAlone() {
            while (dispatch.candidateCount() == 1) {
                outlook.dispatch(dispatch.candidate(0));
            }
            dispatch.narrow(MOST_CANDIDATES);
        }

        void choose(float[] scores, int offset, SplittableRandom random) {
            int best = -1;
            double greatest = Double.NEGATIVE_INFINITY;
            for (int at = 0; at < dispatch.candidateCount(); at++) {
                // The greatest of scores with such noise is drawn with the probability that the scores stand for.
                double score = scores[offset + at] + (random == null ? 0 : gumbel(random));
                if (score > greatest) {
                    best = dispatch.candidate(at);
                    greatest = score;
                }
            }
            if (best >= 0) {
                outlook.dispatch(best);
            }
        }

        private static double gumbel(SplittableRandom random) {
            return -Math.log(-Math.log(Math.max(random.nextDouble(), Double.MIN_NORMAL)));
        }
    }
}
