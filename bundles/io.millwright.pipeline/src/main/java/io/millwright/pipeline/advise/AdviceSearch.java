package io.millwright.pipeline.advise;

import io.millwright.decision.Recommendation.Kind;
import io.millwright.model.ModelException;
import io.millwright.pipeline.advise.AdviceProblem.Lever;
import io.millwright.pipeline.advise.Candidates.Scored;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Looks for settings of which a model expects better than of the present ones: at random within the allowed box, then around the best.
 * What is compared is the reading less the model's doubt and less a penalty for leaving the training data, because the greatest reading
 * alone is found where the model is wrong. The same present, seed and model give the same advice, unless the budget of time ends it. Never
 * proposes a value outside the limits, and leaves every feature alone that is neither a variable nor moved by one.
 */
public final class AdviceSearch {
    /** Beyond this multiple of the distance of the training data's edge the model knows nothing of where the machine is. */
    static final double FARTHEST = 2;

    private static final double RANDOM_SHARE = 0.6;
    private static final int ELITES = 8;

    /** Of a box's width, in the first round around the best; each further round has a share of it. */
    private static final double FIRST_SIGMA = 0.25;

    private static final double SIGMA_SHRINK = 0.6;

    /** Of the gain: what it may cost to leave a setting as it is, so that few are changed. */
    private static final double THRIFT = 0.02;

    /** Of the gain: what the ends of an allowed band may cost. */
    private static final double BAND_TOLERANCE = 0.1;

    private static final int BAND_POINTS = 32;
    private static final int WAY_POINTS = 16;

    /** Of the budget: when the search, and what follows it, has to end. */
    private static final double SEARCH_SHARE = 0.7;

    private static final double THRIFT_SHARE = 0.8;

    private final AdviceProblem problem;
    private final Scoring scoring;
    private final SearchLimits limits;
    private final LongSupplier nanos;

    /** Creates a search. */
    public AdviceSearch(AdviceProblem problem, Scoring scoring, SearchLimits limits) {
        this(problem, scoring, limits, System::nanoTime);
    }

    AdviceSearch(AdviceProblem problem, Scoring scoring, SearchLimits limits, LongSupplier nanos) {
        this.problem = problem;
        this.scoring = scoring;
        this.limits = limits;
        this.nanos = nanos;
    }

    /**
     * Searches. Blocks for the runs of the model.
     *
     * @param present the features as they are, in the problem's order
     * @param seed of what is random
     */
    public Advised search(double[] present, long seed) throws ModelException {
        Reach[] reaches = new Reach[problem.levers().size()];
        double[] base = present.clone();
        double distance = problem.distance(present);
        String obstacle = obstacle(present, reaches, base, distance);
        if (!obstacle.isEmpty()) {
            return withheld(obstacle, Double.NaN, null);
        }
        long start = nanos.getAsLong();
        Candidates candidates = new Candidates(problem, scoring, nanos, present.clone());
        candidates.free(distance);
        candidates.until(start + share(1));
        candidates.score(1);
        Scored before = candidates.scored(0);
        if (candidates.scored() == 0 || !before.usable()) {
            return withheld("the model says nothing usable of the present settings", Double.NaN, candidates);
        }
        candidates.until(start + share(SEARCH_SHARE));
        Scored best = new Rounds(candidates, reaches, base, seed).best();
        if (best == null) {
            return withheld("the model says nothing usable of any other settings", before.reading(), candidates);
        }
        candidates.until(start + share(THRIFT_SHARE));
        best = thrifty(candidates, reaches, best, base, problem.worth(before.reading()));
        double gain = best.caution() - problem.worth(before.reading());
        boolean keep = !(gain >= problem.advice().minGain()) || Arrays.equals(best.row(), present);
        if (keep) {
            return kept(before, gain, candidates);
        }
        candidates.until(start + share(1));
        double[][] bands = bands(candidates, reaches, best, gain, before);
        return proposed(before, best, gain, bands, without(candidates, best, base), candidates);
    }

    /**
     * Finds how far each setting may go.
     *
     * @param reaches takes that
     * @param base takes where settings are, those that lie outside their limits at the nearest allowed value
     * @return what is in the way, "" for nothing
     */
    private String obstacle(double[] present, Reach[] reaches, double[] base, double distance) {
        for (double value : present) {
            if (!Double.isFinite(value)) {
                return "a feature is missing, and advice needs all of them";
            }
        }
        for (int i = 0; i < reaches.length; i++) {
            Lever lever = problem.levers().get(i);
            int column = lever.column();
            reaches[i] = Reach.of(lever.variable(), present[column]);
            if (!reaches[i].contains(present[column])) {
                if (reaches[i].none() || reaches[i].betweenGridLines()) {
                    return lever.variable().feature() + " lies further outside its limits than one step";
                }
                base[column] = reaches[i].nearest(present[column]);
            }
        }
        return distance <= FARTHEST ? "" : "the present settings lie outside what the model was trained with";
    }

    private long share(double of) {
        return (long) (of * TimeUnit.MILLISECONDS.toNanos(limits.budgetMillis()));
    }

    /** The rounds of one search: the best candidates so far, and how new ones are made. */
    private final class Rounds {
        private final Candidates candidates;
        private final Reach[] reaches;
        private final double[] base;
        private final Random random;
        private final List<Scored> elites = new ArrayList<>();

        Rounds(Candidates candidates, Reach[] reaches, double[] base, long seed) {
            this.candidates = candidates;
            this.reaches = reaches;
            this.base = base;
            random = new Random(seed);
        }

        /** Returns the best candidate, or null where the model says nothing usable. */
        Scored best() throws ModelException {
            int rounds = Math.max(2, limits.candidates() / Candidates.ROUND);
            int wide = Math.max(1, (int) (rounds * RANDOM_SHARE));
            for (int round = 0; round < wide; round++) {
                for (int i = 0; i < Candidates.ROUND; i++) {
                    anywhere(candidates.row(i), round == 0 && i == 0);
                }
                keepBest(candidates.score(Candidates.ROUND));
            }
            double sigma = FIRST_SIGMA;
            for (int round = wide; round < rounds && !elites.isEmpty(); round++) {
                for (int i = 0; i < Candidates.ROUND; i++) {
                    near(candidates.row(i), elites.get(random.nextInt(elites.size())), sigma);
                }
                keepBest(candidates.score(Candidates.ROUND));
                sigma *= SIGMA_SHRINK;
            }
            return elites.isEmpty() ? null : elites.get(0);
        }

        /** Every other one is drawn towards the present: with many settings few candidates would be near it. */
        private void anywhere(double[] row, boolean atBase) {
            double share = random.nextBoolean() ? 1 : random.nextDouble();
            for (int i = 0; i < reaches.length; i++) {
                int column = problem.levers().get(i).column();
                double at = reaches[i].low() + random.nextDouble() * reaches[i].width();
                row[column] = atBase || reaches[i].betweenGridLines()
                        ? base[column]
                        : reaches[i].nearest(base[column] + share * (at - base[column]));
            }
        }

        private void near(double[] row, Scored elite, double sigma) {
            for (int i = 0; i < reaches.length; i++) {
                int column = problem.levers().get(i).column();
                double by = random.nextGaussian() * sigma * reaches[i].width();
                boolean stays = random.nextBoolean() || reaches[i].betweenGridLines();
                row[column] = stays ? elite.row()[column] : reaches[i].nearest(elite.row()[column] + by);
            }
        }

        private void keepBest(int count) {
            for (int i = 0; i < count; i++) {
                double least = elites.size() < ELITES
                        ? Double.NEGATIVE_INFINITY
                        : elites.get(ELITES - 1).caution();
                if (candidates.caution(i) > least) {
                    if (elites.size() == ELITES) {
                        elites.remove(ELITES - 1);
                    }
                    elites.add(candidates.scored(i));
                    elites.sort(Comparator.comparingDouble(Scored::caution).reversed());
                }
            }
        }
    }

    /** Changes no more settings, and none further, than almost all of the gain needs. */
    private Scored thrifty(Candidates candidates, Reach[] reaches, Scored found, double[] base, double worthBefore)
            throws ModelException {
        double least = found.caution() - THRIFT * Math.max(0, found.caution() - worthBefore);
        Scored fewest = found;
        for (Scored next = found; next != null; next = withOneLess(candidates, fewest, base, least)) {
            fewest = next;
        }
        return nearest(candidates, reaches, fewest, base, least);
    }

    /** Returns the best that leaves one more setting as it is, or null where that costs too much. */
    private Scored withOneLess(Candidates candidates, Scored best, double[] base, double least) throws ModelException {
        int found = -1;
        int scored = eachWithout(candidates, best, base);
        for (int i = 0; i < scored; i++) {
            int column = problem.levers().get(i).column();
            if (best.row()[column] != base[column]
                    && candidates.caution(i) >= least
                    && (found < 0 || candidates.caution(i) > candidates.caution(found))) {
                found = i;
            }
        }
        return found < 0 ? null : candidates.scored(found);
    }

    /** Scores the best once per variable, with that one as it is. Returns how many were scored. */
    private int eachWithout(Candidates candidates, Scored best, double[] base) throws ModelException {
        int levers = problem.levers().size();
        for (int i = 0; i < levers; i++) {
            System.arraycopy(best.row(), 0, candidates.row(i), 0, base.length);
            int column = problem.levers().get(i).column();
            candidates.row(i)[column] = base[column];
        }
        return candidates.score(levers);
    }

    /** Returns for each variable that moves what the model expects without its move, NaN for the others. */
    private double[] without(Candidates candidates, Scored best, double[] base) throws ModelException {
        double[] readings = new double[problem.levers().size()];
        Arrays.fill(readings, Double.NaN);
        int scored = eachWithout(candidates, best, base);
        for (int i = 0; i < scored; i++) {
            int column = problem.levers().get(i).column();
            if (best.row()[column] != base[column]) {
                readings[i] = candidates.scored(i).reading();
            }
        }
        return readings;
    }

    /** Returns the first good enough one on the way from where the settings are. */
    private Scored nearest(Candidates candidates, Reach[] reaches, Scored best, double[] base, double least)
            throws ModelException {
        for (int p = 1; p < WAY_POINTS; p++) {
            double[] row = candidates.row(p - 1);
            for (int i = 0; i < reaches.length; i++) {
                int column = problem.levers().get(i).column();
                double change = best.row()[column] - base[column];
                row[column] = change == 0 ? base[column] : reaches[i].nearest(base[column] + change * p / WAY_POINTS);
            }
        }
        int scored = candidates.score(WAY_POINTS - 1);
        for (int p = 0; p < scored; p++) {
            if (candidates.caution(p) >= least) {
                return candidates.scored(p);
            }
        }
        return best;
    }

    /** Returns for each variable how low and how high it may go, all others as proposed. */
    private double[][] bands(Candidates candidates, Reach[] reaches, Scored best, double gain, Scored before)
            throws ModelException {
        double least = Math.max(
                best.caution() - BAND_TOLERANCE * gain,
                problem.worth(before.reading()) + problem.advice().minGain());
        double[][] bands = new double[reaches.length][];
        for (int i = 0; i < reaches.length; i++) {
            int column = problem.levers().get(i).column();
            double at = best.row()[column];
            bands[i] = new double[] {at, at};
            if (reaches[i].betweenGridLines()) {
                continue;
            }
            int half = BAND_POINTS / 2;
            for (int p = 0; p < BAND_POINTS; p++) {
                double end = p < half ? reaches[i].low() : reaches[i].high();
                System.arraycopy(best.row(), 0, candidates.row(p), 0, best.row().length);
                candidates.row(p)[column] = reaches[i].nearest(at + (end - at) * (p % half + 1) / half);
            }
            int scored = candidates.score(BAND_POINTS);
            for (int p = 0; p < Math.min(half, scored) && candidates.caution(p) >= least; p++) {
                bands[i][0] = Math.min(bands[i][0], candidates.row(p)[column]);
            }
            for (int p = half; p < scored && candidates.caution(p) >= least; p++) {
                bands[i][1] = Math.max(bands[i][1], candidates.row(p)[column]);
            }
        }
        return bands;
    }

    private Advised withheld(String why, double before, Candidates candidates) {
        return new Advised(
                Kind.WITHHELD,
                why,
                List.of(),
                before,
                before,
                0,
                Double.NaN,
                Double.NaN,
                candidates == null ? 0 : candidates.scored(),
                candidates == null ? 0 : candidates.unusable(),
                candidates == null || candidates.complete());
    }

    private Advised kept(Scored before, double gain, Candidates candidates) {
        List<Advised.Setting> settings = new ArrayList<>();
        for (Lever lever : problem.levers()) {
            double at = candidates.present()[lever.column()];
            settings.add(new Advised.Setting(lever.variable().feature(), at, at, at, at, Double.NaN));
        }
        return new Advised(
                Kind.KEEP,
                "nothing better was found for sure",
                settings,
                before.reading(),
                before.reading(),
                before.spread(),
                gain,
                Double.NaN,
                candidates.scored(),
                candidates.unusable(),
                candidates.complete());
    }

    private Advised proposed(
            Scored before, Scored best, double gain, double[][] bands, double[] without, Candidates candidates) {
        List<Advised.Setting> settings = new ArrayList<>();
        for (int i = 0; i < bands.length; i++) {
            int column = problem.levers().get(i).column();
            settings.add(new Advised.Setting(
                    problem.levers().get(i).variable().feature(),
                    candidates.present()[column],
                    best.row()[column],
                    bands[i][0],
                    bands[i][1],
                    without[i]));
        }
        double difference = problem.worth(best.reading()) - problem.worth(before.reading());
        return new Advised(
                Kind.PROPOSED,
                "",
                settings,
                before.reading(),
                best.reading(),
                best.spread(),
                gain,
                best.spread() > 0 ? NormalShare.below(difference / best.spread()) : Double.NaN,
                candidates.scored(),
                candidates.unusable(),
                candidates.complete());
    }
}
