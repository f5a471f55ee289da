package io.millwright.pipeline.decide;

import java.util.Arrays;
import java.util.List;

/**
 * From score to decision: threshold with hysteresis, then k of the last n. Confined to its lane.
 *
 * <p>With two labels the second holds from the threshold upwards, and once it holds it is left only below threshold -
 * hysteresis. With more labels the greatest element of the score output names the label. A decision changes to the newest
 * label once k of the last n labels are that label.
 */
public final class Rule {
    /** Index of no label. */
    public static final int UNDECIDED = -1;

    /**
     * What a rule is made of. Immutable.
     *
     * @param labels at least two, the one below the threshold first
     * @param threshold of the score
     * @param hysteresis in units of the score, 0 or more
     * @param k at least 1, at most n
     * @param n at least 1
     */
    record Settings(List<String> labels, double threshold, double hysteresis, int k, int n) {
        Settings {
            labels = List.copyOf(labels);
        }
    }

    private final Settings settings;
    private final int[] votes;
    private int position;
    private int last = UNDECIDED;
    private int decision = UNDECIDED;

    /** Creates a rule that has seen nothing. */
    public Rule(Settings settings) {
        this.settings = settings;
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

    /** Returns the label of a score alone. */
    public int labelOf(double score) {
        return score >= settings.threshold() ? 1 : 0;
    }

    /** Takes a score and returns the decision's label, or {@link #UNDECIDED}. */
    public int decide(double score) {
        double limit = last == 1 ? settings.threshold() - settings.hysteresis() : settings.threshold();
        return vote(score >= limit ? 1 : 0);
    }

    /** Takes a label and returns the decision's label, or {@link #UNDECIDED}. */
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

    /** Returns a label's text. */
    public String label(int index) {
        return settings.labels().get(index);
    }
}
