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

    /**
     * What came of it.
     *
     * @param note what was not done because the time was over; null where all was
     */
    public record Made(Schedule schedule, String note) {}

    /** Returns the schedule in which the candidate with the greatest score comes first each time. */
    public Schedule greedy(Shop shop) throws ScorerFailed {
        return greedy(shop, () -> false);
    }

    /** Returns null where the time was over before it was whole. */
    private Schedule greedy(Shop shop, BooleanSupplier over) throws ScorerFailed {
        List<Schedule> whole = run(shop, OpenTimes.of(shop), 0, 1, null, over);
        return whole.isEmpty() ? null : whole.get(0);
    }

    /**
     * Returns the better one of two such schedules, with time running forwards and backwards, pushed together; the same each time. Above
     * 2,000 operations it is {@link #greedy}, which is quicker by ten times. Where the time is over before the second it is the first.
     *
     * @throws ScorerFailed also where the time is over before there is any
     */
    public Made atOnce(Shop shop, PolicyTime time) throws ScorerFailed {
        Schedule first = greedy(shop, time::firstOver);
        if (first == null) {
            throw new ScorerFailed(
                    "its first one was not whole within " + PolicyTime.FIRST_SECONDS
                            + " s; plan fewer steps at a time, or let fewer pipelines run beside it",
                    null);
        }
        if (shop.operationCount() > MANY) {
            return new Made(first, null);
        }
        Mirror mirror = new Mirror(shop);
        Schedule forwards = mirror.improved(first);
        Schedule back = greedy(mirror.shop(), time::firstOver);
        if (back == null) {
            return new Made(
                    forwards,
                    "the dispatch policy ran forwards only: " + PolicyTime.FIRST_SECONDS
                            + " s were over before it had run backwards, too");
        }
        Schedule backwards = mirror.improved(mirror.back(back));
        return new Made(shop.cost(backwards).total() < shop.cost(forwards).total() ? backwards : forwards, null);
    }

    /**
     * Returns the best schedule of several runs, drawn by the scores, forwards and backwards in turn, and of {@link #atOnce}. What is in
     * progress when the time is over is given up.
     *
     * @param runs at most so many, at least 1; 1 is {@link #atOnce} alone
     * @param seed the same seed gives the same runs
     * @throws ScorerFailed as {@link #atOnce}
     */
    public Made best(Shop shop, int runs, long seed, PolicyTime time) throws ScorerFailed {
        Made atOnce = atOnce(shop, time);
        Mirror mirror = new Mirror(shop);
        Schedule best = atOnce.schedule();
        long least = shop.cost(best).total();
        OpenTimes[] forwards = OpenTimes.of(shop);
        OpenTimes[] backwards = OpenTimes.of(mirror.shop());
        boolean back = false;
        int done = 1;
        for (int from = 1; from < runs && !time.furtherOver(); from += TOGETHER, back = !back) {
            int to = Math.min(runs, from + TOGETHER);
            SplittableRandom random = new SplittableRandom(seed + from);
            Shop in = back ? mirror.shop() : shop;
            List<Schedule> whole = run(in, back ? backwards : forwards, from, to, random, time::furtherOver);
            done += whole.size();
            for (Schedule each : whole) {
                Schedule one = mirror.improved(back ? mirror.back(each) : each);
                long cost = shop.cost(one).total();
                if (cost < least) {
                    best = one;
                    least = cost;
                }
            }
        }
        return new Made(best, atOnce.note() != null || done >= runs ? atOnce.note() : ended(done, runs));
    }

    private static String ended(int done, int runs) {
        return "the dispatch policy made " + done + " of " + runs + " runs: " + PolicyTime.FURTHER_SECONDS
                + " s were over before the rest";
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
