package io.millwright.pipeline.drift;

import io.millwright.decision.Value;
import io.millwright.model.Reference.LabelShares;
import java.util.List;
import java.util.Locale;

/**
 * How often each label of a reading is the answer, over a short and a long window, by the deviance of a binomial count. What is
 * usual is soon what was seen here: how often machines fail differs more between plants than how they work. Confined to its
 * asset's watch; allocates nothing per row.
 */
final class LabelWatch implements Recent.Leaving {
    /** The training data say as much as so many rows of one's own. */
    private static final double PRIOR_ROWS = 200;

    /** A label counts at least as if so many of the prior's rows had it. */
    private static final double LEAST_SHARE = 0.5 / PRIOR_ROWS;

    private static final double SHARE = 0.5;
    private static final double PRIOR_WINDOWS = 50;

    private final LabelShares shares;
    private final int labels;
    private final double[] row;
    private final Recent recent;
    private final Usual usual;
    private final Spreading spreading = new Spreading(1, Recent.SHORT, PRIOR_WINDOWS);
    private final int watched;
    private final Over shortly = new Over(Recent.SHORT);
    private final Over longer = new Over(Recent.LONG);
    private boolean healthy = true;

    LabelWatch(LabelShares shares) {
        this.shares = shares;
        labels = shares.labels().size();
        row = new double[labels];
        recent = new Recent(labels);
        double[] prior = new double[labels];
        int greatest = 0;
        for (int i = 0; i < labels; i++) {
            prior[i] = Math.max(
                    LEAST_SHARE, Math.min(1 - LEAST_SHARE, shares.shares().get(i)));
            greatest = shares.shares().get(i) > shares.shares().get(greatest) ? i : greatest;
        }
        watched = greatest;
        usual = new Usual(prior, PRIOR_ROWS);
    }

    List<Monitor> monitors() {
        return List.of(shortly, longer);
    }

    /** Takes the readings of a decision; returns whether the label was there. */
    boolean add(List<Value> values, boolean nothingTheMatter) {
        int label = -1;
        for (Value value : values) {
            if (value.name().equals(shares.reading())) {
                label = shares.labels().indexOf(value.rawLabel());
            }
        }
        if (label < 0) {
            return false;
        }
        for (int i = 0; i < labels; i++) {
            row[i] = i == label ? 1 : 0;
        }
        healthy = nothingTheMatter;
        boolean advanced = recent.add(row, this);
        if (recent.shortFull()) {
            shortly.look();
            if (recent.count() % Recent.SHORT == 0) {
                double share = usual.mean(watched);
                spreading.add(0, recent.shortMean(watched), share * (1 - share) * shares.dispersion());
            }
        }
        if (advanced && recent.longFull()) {
            longer.look();
        }
        return true;
    }

    @Override
    public void block(double[] sums) {
        if (healthy) {
            usual.learn(sums, Recent.BLOCK);
        }
    }

    /** Takes what was seen last as usual. */
    void accept() {
        if (recent.shortFull()) {
            double[] means = new double[labels];
            for (int i = 0; i < labels; i++) {
                double mean = recent.longFull() ? recent.longMean(i) : recent.shortMean(i);
                means[i] = Math.max(LEAST_SHARE, Math.min(1 - LEAST_SHARE, mean));
            }
            usual.restart(means, recent.longFull() ? Recent.LONG : Recent.SHORT);
            shortly.look();
            longer.look();
        }
    }

    /**
     * Returns how much more counts over a window vary than those of independent rows. What varies more over 200 rows wanders by
     * itself, as far as is known for as long: a longer window says no more of it than a short one.
     */
    private double dispersion(int window) {
        double overShort = shares.dispersion() * spreading.factor();
        return 1 + (overShort - 1) * window / Recent.SHORT;
    }

    /** The deviance of so many of n where a share p was expected. */
    static double deviance(double count, double n, double p) {
        double yes = count <= 0 ? 0 : count * Math.log(count / (n * p));
        double no = count >= n ? 0 : (n - count) * Math.log((n - count) / (n * (1 - p)));
        return Math.max(0, 2 * (yes + no));
    }

    /** One of the two windows. */
    private final class Over implements Monitor {
        private final int window;
        private double limit = Double.POSITIVE_INFINITY;
        private double excess;
        private int label;

        Over(int window) {
            this.window = window;
        }

        private double mean(int i) {
            return window == Recent.SHORT ? recent.shortMean(i) : recent.longMean(i);
        }

        void look() {
            if (window == Recent.LONG && !recent.longFull()) {
                return;
            }
            double most = 0;
            for (int i = 0; i < labels; i++) {
                // Of two labels one says it all; the most frequent one says what the others say together.
                if (i != watched || labels == 1) {
                    double deviance = deviance(Math.rint(mean(i) * window), window, usual.mean(i));
                    if (deviance > most) {
                        most = deviance;
                        label = i;
                    }
                }
            }
            double more = dispersion(window) + dispersion(Recent.LONG) * window / usual.weight();
            excess = Math.sqrt(most / more) / limit;
        }

        @Override
        public int window() {
            return window;
        }

        @Override
        public double excess() {
            return excess;
        }

        @Override
        public double shift() {
            return 0;
        }

        @Override
        public double share() {
            return SHARE;
        }

        @Override
        public void interval(double rows) {
            limit = AlarmLimit.distance(rows * Math.max(1, labels - 1), 1, window, Recent.step(window));
        }

        @Override
        public String text() {
            return String.format(
                    Locale.ROOT,
                    "label '%s' of '%s' was the answer in %.1f %% of the last %d decisions, where %.1f %% is usual; %.1f times as far as"
                            + " healthy data go",
                    shares.labels().get(label),
                    shares.reading(),
                    100 * mean(label),
                    window,
                    100 * usual.mean(label),
                    excess);
        }
    }
}
