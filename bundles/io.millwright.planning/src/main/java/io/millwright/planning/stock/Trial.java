package io.millwright.planning.stock;

import io.millwright.model.ModelException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Lives through past periods as if each candidate had decided in them, with what was known then. A part counts only if enough was known of
 * it before they begin. Immutable but for the model, which one thread at a time may use.
 */
public final class Trial {
    /** Of fewer known periods before the trial nothing is expected. */
    static final int LEAST_KNOWN = 6;

    private final Consumption consumption;
    private final Part[] parts;
    private final int review;
    private final int from;
    private final int until;
    private final List<Candidate> candidates;
    private final QuantileModel model;
    private final Lessons lessons;

    /**
     * Prepares a trial, and learns from the errors of all parts.
     *
     * @param parts those that are tried; others teach only
     * @param review how many periods lie between two reviews
     * @param from first counted period, by its place in the consumption
     * @param until the place behind the last one
     * @param model may be null
     */
    public Trial(Consumption consumption, List<Part> parts, int review, int from, int until, QuantileModel model)
            throws ModelException {
        this.consumption = consumption;
        this.review = review;
        this.from = from;
        this.until = until;
        this.model = model;
        candidates = Candidate.all(model != null);
        Map<String, Part> named = parts.stream().collect(Collectors.toMap(Part::name, part -> part));
        this.parts = consumption.parts().stream().map(named::get).toArray(Part[]::new);
        TreeSet<Integer> lengths = new TreeSet<>();
        for (Part part : parts) {
            lengths.add(part.leadPeriods() + review);
        }
        lessons = new Lessons(consumption, List.copyOf(lengths), Math.max(0, from - lengths.last() - 1));
    }

    /** Hears of each part. */
    interface Listener {
        /**
         * A part was lived through.
         *
         * @param kind its class
         * @param held per candidate, at its first level: value at the ends of the periods, summed
         * @param lost per candidate: value
         * @param heldEarly per candidate, in the first half
         * @param lostEarly per candidate, in the first half
         */
        void part(DemandClass kind, double[] held, double[] lost, double[] heldEarly, double[] lostEarly);
    }

    /** Returns the candidates, in the order of every array. */
    public List<Candidate> candidates() {
        return candidates;
    }

    /** Returns how many periods are counted. */
    int counted() {
        return until - from;
    }

    /** Returns the lessons, for the present. */
    Lessons lessons() {
        return lessons;
    }

    /**
     * Lives through the periods.
     *
     * @param levels by class and candidate: the probabilities with which a stock shall last, rising
     * @param listener may be null
     */
    Tally run(double[][][] levels, Listener listener) throws ModelException {
        int most = levels[0][0].length;
        Tally tally = new Tally(candidates.size(), most);
        Run run = new Run(most, levels, listener, tally);
        for (int part = 0; part < parts.length; part++) {
            if (parts[part] != null && !run.live(part)) {
                tally.notCounted++;
            }
        }
        return tally;
    }

    /** One way through all parts. */
    private final class Run {
        private final double[][][] levels;
        private final Listener listener;
        private final Tally tally;
        private final PartHistory history = new PartHistory(consumption.count(), lessons, model);
        private final Shelf shelf = new Shelf(review);
        private final double[] upTo;
        private final double[] one;
        private final double[][] first = new double[4][candidates.size()];
        private final double[] used = new double[consumption.count()];
        private final int step;

        Run(int step, double[][][] levels, Listener listener, Tally tally) {
            this.step = step;
            this.levels = levels;
            this.listener = listener;
            this.tally = tally;
            upTo = new double[consumption.count() * step];
            one = new double[step];
        }

        boolean live(int index) throws ModelException {
            Part part = parts[index];
            int length = part.leadPeriods() + review;
            int start = from - length;
            if (start < 1) {
                return false;
            }
            consumption.copy(index, used);
            int known = 0;
            for (int t = 0; t < start; t++) {
                known += Double.isNaN(used[t]) ? 0 : 1;
            }
            double asked = 0;
            double askedEarly = 0;
            int counted = 0;
            for (int t = from; t < until; t++) {
                if (!Double.isNaN(used[t])) {
                    asked += used[t];
                    askedEarly += t < (from + until) / 2 ? used[t] : 0;
                    counted++;
                }
            }
            if (known < LEAST_KNOWN || counted == 0) {
                return false;
            }
            history.take(consumption, index, length, start - 1);
            DemandClass kind = DemandClass.of(used, start);
            Shelf.Span span = new Shelf.Span(start, from, (from + until) / 2, until);
            for (int candidate = 0; candidate < candidates.size(); candidate++) {
                levels(kind, candidate, start - 1);
                for (int level = 0; level < step; level++) {
                    shelf.live(part, used, span, upTo, step, level);
                    tally.add(candidate, kind, level, part.value(), shelf);
                    if (level == 0) {
                        first[0][candidate] = part.value() * shelf.held();
                        first[1][candidate] = part.value() * shelf.lost();
                        first[2][candidate] = part.value() * shelf.heldEarly();
                        first[3][candidate] = part.value() * shelf.lostEarly();
                    }
                }
            }
            tally.part(kind, part.value() * asked, part.value() * askedEarly, counted);
            if (listener != null) {
                listener.part(kind, first[0], first[1], first[2], first[3]);
            }
            return true;
        }

        private void levels(DemandClass kind, int candidate, int from) {
            double[] asked = levels[kind.ordinal()][candidate];
            for (int t = from; t < until; t++) {
                history.upTo(candidates.get(candidate), t, asked, one);
                System.arraycopy(one, 0, upTo, t * step, step);
            }
        }
    }

    /** What came of it: sums over the parts, by candidate, class and level, in value. Written by one run only. */
    static final class Tally {
        private static final int CLASSES = DemandClass.values().length;

        private final double[][][] held;
        private final double[][][] lost;
        private final double[][][] lostEarly;
        private final double[] askedEarly = new double[CLASSES];
        private final double[] asked = new double[CLASSES];
        private final long[] periods = new long[CLASSES];
        private final int[] parts = new int[CLASSES];
        private int notCounted;

        Tally(int candidates, int levels) {
            held = new double[candidates][CLASSES][levels];
            lost = new double[candidates][CLASSES][levels];
            lostEarly = new double[candidates][CLASSES][levels];
        }

        private void add(int candidate, DemandClass kind, int level, double value, Shelf shelf) {
            held[candidate][kind.ordinal()][level] += value * shelf.held();
            lost[candidate][kind.ordinal()][level] += value * shelf.lost();
            lostEarly[candidate][kind.ordinal()][level] += value * shelf.lostEarly();
        }

        private void part(DemandClass kind, double value, double early, int counted) {
            asked[kind.ordinal()] += value;
            askedEarly[kind.ordinal()] += early;
            periods[kind.ordinal()] += counted;
            parts[kind.ordinal()]++;
        }

        /** What lay there of a class, at a level between two whole ones. */
        double held(int candidate, int kind, double level) {
            return between(held[candidate][kind], level);
        }

        double lost(int candidate, int kind, double level) {
            return between(lost[candidate][kind], level);
        }

        /** What was lost in the first half of the time. */
        double lostEarly(int candidate, int kind, double level) {
            return between(lostEarly[candidate][kind], level);
        }

        /**
         * Returns the share that was there in the worse half of the time, where each class has a candidate and a level: a safety that
         * keeps its target in one half only would not keep it in a third.
         */
        double fill(int[] candidates, double[] levels) {
            double[] lost = new double[2];
            double[] asked = new double[2];
            for (int kind = 0; kind < CLASSES; kind++) {
                double early = lostEarly(candidates[kind], kind, levels[kind]);
                lost[0] += early;
                lost[1] += lost(candidates[kind], kind, levels[kind]) - early;
                asked[0] += askedEarly[kind];
                asked[1] += this.asked[kind] - askedEarly[kind];
            }
            return 1 - Math.max(lost[0] / Math.max(1e-9, asked[0]), lost[1] / Math.max(1e-9, asked[1]));
        }

        /** What was asked for of a class. */
        double asked(int kind) {
            return asked[kind];
        }

        /** How many periods of parts were counted. */
        long periods(int kind) {
            return periods[kind];
        }

        int parts(int kind) {
            return parts[kind];
        }

        /** Parts of which too little was known. */
        int notCounted() {
            return notCounted;
        }

        double held(int candidate, double level) {
            double sum = 0;
            for (int kind = 0; kind < CLASSES; kind++) {
                sum += held(candidate, kind, level);
            }
            return sum;
        }

        double lost(int candidate, double level) {
            double sum = 0;
            for (int kind = 0; kind < CLASSES; kind++) {
                sum += lost(candidate, kind, level);
            }
            return sum;
        }

        double asked() {
            double sum = 0;
            for (double each : asked) {
                sum += each;
            }
            return sum;
        }

        long periods() {
            long sum = 0;
            for (long each : periods) {
                sum += each;
            }
            return sum;
        }

        private static double between(double[] values, double level) {
            int at = (int) Math.max(0, Math.min(values.length - 2, Math.floor(level)));
            if (values.length == 1) {
                return values[0];
            }
            double share = Math.max(0, Math.min(1, level - at));
            return values[at] + (values[at + 1] - values[at]) * share;
        }
    }
}
