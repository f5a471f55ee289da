package io.millwright.pipeline.decide;

import io.millwright.decision.Severity;
import java.util.Arrays;
import java.util.List;

/**
 * From the number of a reading to its label: thresholds with hysteresis, then k of the last n. Confined to its lane.
 *
 * <p>From a threshold upwards the next label holds. The label on the bad side of a threshold, once it holds, is left only
 * beyond the hysteresis. Where the greatest of several classes names the label, thresholds play no part. A label changes to
 * the newest one once k of the last n are that label.
 */
public final class Rule {
    /** Index of no label. */
    public static final int UNDECIDED = -1;

    /**
     * What a rule is made of. Immutable.
     *
     * @param labels one more than thresholds, the one of the lowest values first; or one per class
     * @param severities one per label
     * @param thresholds in rising order; empty where the greatest class names the label
     * @param lowIsBad whether the first label is the worst
     * @param hysteresis in units of the number, 0 or more
     * @param k at least 1, at most n
     * @param n at least 1
     */
    public record Settings(
            List<String> labels,
            List<Severity> severities,
            List<Double> thresholds,
            boolean lowIsBad,
            double hysteresis,
            int k,
            int n) {
        /** Creates settings. */
        public Settings {
            labels = List.copyOf(labels);
            severities = List.copyOf(severities);
            thresholds = List.copyOf(thresholds);
        }

        /** Whether the greatest of several classes names the label. */
        public boolean classes() {
            return thresholds.isEmpty() && !labels.isEmpty();
        }

        /** Whether nothing is labelled. */
        public boolean unlabelled() {
            return labels.isEmpty();
        }
    }

    private final Settings settings;
    private final double[] thresholds;
    private final int[] votes;
    private int position;
    private int last = UNDECIDED;
    private int decision = UNDECIDED;

    /** Creates a rule that has seen nothing. */
    public Rule(Settings settings) {
        this.settings = settings;
        thresholds =
                settings.thresholds().stream().mapToDouble(Double::doubleValue).toArray();
        votes = new int[settings.n()];
        Arrays.fill(votes, UNDECIDED);
    }

    /** Returns the rule for new settings: with the same labels and the same n it remembers what this one saw. */
    public Rule with(Settings changed) {
        if (changed.equals(settings)) {
            return this;
        }
        Rule rule = new Rule(changed);
        if (changed.labels().equals(settings.labels()) && changed.n() == settings.n()) {
            System.arraycopy(votes, 0, rule.votes, 0, votes.length);
            rule.position = position;
            rule.last = last;
            rule.decision = decision;
        }
        return rule;
    }

    /** Forgets votes and hysteresis: what follows does not continue what was. */
    public void forget() {
        Arrays.fill(votes, UNDECIDED);
        position = 0;
        last = UNDECIDED;
        decision = UNDECIDED;
    }

    /** Returns the label of a number alone. */
    public int labelOf(double number) {
        int level = 0;
        while (level < thresholds.length && number >= thresholds[level]) {
            level++;
        }
        return level;
    }

    /** Takes a number and returns the label that holds, or {@link #UNDECIDED}. */
    public int decide(double number) {
        int level = 0;
        for (int i = 0; i < thresholds.length; i++) {
            if (number >= limit(i)) {
                level = i + 1;
            }
        }
        return vote(level);
    }

    private double limit(int threshold) {
        if (last == UNDECIDED) {
            return thresholds[threshold];
        }
        boolean above = last > threshold;
        if (above != settings.lowIsBad()) {
            return thresholds[threshold] + (settings.lowIsBad() ? settings.hysteresis() : -settings.hysteresis());
        }
        return thresholds[threshold];
    }

    /** Takes a label and returns the label that holds, or {@link #UNDECIDED}. */
    public int vote(int label) {
        last = label;
        votes[position] = label;
        position = (position + 1) % votes.length;
        if (label != decision && count(label) >= settings.k()) {
            decision = label;
        }
        return decision;
    }

    private int count(int label) {
        int count = 0;
        for (int vote : votes) {
            if (vote == label) {
                count++;
            }
        }
        return count;
    }

    /** Returns what the rule is made of. */
    public Settings settings() {
        return settings;
    }

    /** Returns a label's text. */
    public String label(int index) {
        return settings.labels().get(index);
    }

    /** Returns a label's severity. */
    public Severity severity(int index) {
        return settings.severities().get(index);
    }
}
