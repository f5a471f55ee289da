package io.millwright.pipeline.window;

import io.millwright.model.Reference;
import io.millwright.model.Reference.Group;
import io.millwright.model.Reference.Spread;
import io.millwright.pipeline.reference.TrainingData;
import io.millwright.pipeline.reference.Whitening;
import io.millwright.pipeline.window.FeaturePlan.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whether values that are each in range are such as the training data had: whether a sensor is stuck, and whether values go
 * together. Confined to its window; allocates nothing per row.
 */
final class Plausibility {
    /** A value that rests so many times as long as it ever did in training, or here, is stuck. */
    private static final int STILL_FACTOR = 5;

    private static final int STILL_LEAST = 10;

    /** A rest so many times as long as the longest one in training is not learned to be usual here. */
    private static final int STILL_LEARNED = 4;

    /** Features of a group, and how far from each other they may be. */
    private static final class Together {
        private final int[] columns;
        private final double[] row;
        private final double[] white;
        private final Whitening whitening;
        private final double squaredLimit;
        private final String reason;

        Together(Group group, Whitening whitening, int[] columns) {
            this.columns = columns;
            row = new double[columns.length];
            white = new double[columns.length];
            this.whitening = whitening;
            squaredLimit = group.rowLimit() * group.rowLimit();
            reason = "features " + listed(group.features()) + " do not go together as in " + FeatureWindow.TRAINING
                    + " data: are tags or units exchanged?";
        }

        private static String listed(List<String> names) {
            return names.size() > 6 ? names.subList(0, 6) + " and others" : names.toString();
        }

        boolean odd(double[] values, int at) {
            for (int i = 0; i < columns.length; i++) {
                row[i] = values[at + columns[i]];
                if (!Double.isFinite(row[i])) {
                    return false;
                }
            }
            whitening.apply(row, white);
            double squared = 0;
            for (double one : white) {
                squared += one * one;
            }
            return squared > squaredLimit;
        }
    }

    private final int[] columns;
    /** NaN before the first value. */
    private final double[] last;

    private final int[] still;
    /** Whether a row was doubtful since the value changed last. */
    private final boolean[] doubtful;

    private final int[] usualStill;
    private final int[] mostStill;
    private final String[] stuck;
    private final List<Together> groups = new ArrayList<>();

    private Plausibility(FeaturePlan plan, List<String> tagNames, TrainingData training) {
        Reference reference = training.reference();
        List<Integer> watched = new ArrayList<>();
        List<Integer> longest = new ArrayList<>();
        for (Spread spread : reference.spreads()) {
            int column = column(plan, spread.feature());
            if (column >= 0 && spread.longestStill() >= 0) {
                watched.add(column);
                longest.add(spread.longestStill());
            }
        }
        columns = watched.stream().mapToInt(Integer::intValue).toArray();
        usualStill = longest.stream().mapToInt(Integer::intValue).toArray();
        mostStill = Arrays.stream(usualStill)
                .map(rows -> (int) Math.min(Integer.MAX_VALUE, Math.max(STILL_LEAST, (long) STILL_LEARNED * rows)))
                .toArray();
        last = new double[columns.length];
        Arrays.fill(last, Double.NaN);
        still = new int[columns.length];
        doubtful = new boolean[columns.length];
        stuck = new String[columns.length];
        for (int i = 0; i < columns.length; i++) {
            Column column = plan.features().get(columns[i]);
            stuck[i] = "tag '" + tagNames.get(column.tag())
                    + "': has not changed for far longer than it ever rests, while others did: is the sensor stuck?";
        }
        for (int g = 0; g < reference.groups().size(); g++) {
            Group group = reference.groups().get(g);
            int[] of = group.features().stream()
                    .mapToInt(name -> column(plan, name))
                    .toArray();
            boolean whole = Arrays.stream(of).allMatch(column -> column >= 0);
            if (whole && !Double.isNaN(group.rowLimit())) {
                groups.add(new Together(group, training.whitening(g), of));
            }
        }
    }

    private static int column(FeaturePlan plan, String feature) {
        for (int i = 0; i < plan.features().size(); i++) {
            Column column = plan.features().get(i);
            if (column.name().equals(feature) && column.shape() == null) {
                return i;
            }
        }
        return -1;
    }

    /** Returns one for a plan, null where the model says nothing of its training data. */
    static Plausibility of(FeaturePlan plan, List<String> tagNames) {
        return plan.training() == null ? null : new Plausibility(plan, tagNames, plan.training());
    }

    /** What follows does not continue what was. */
    void restart() {
        Arrays.fill(last, Double.NaN);
        Arrays.fill(still, 0);
        Arrays.fill(doubtful, false);
    }

    /**
     * Judges a row that is usable otherwise.
     *
     * @param values where it stands
     * @param at index of its first column
     * @param good whether nothing else makes it doubtful; only then what is usual here is learned from it
     * @return why it is not like the training data, or null
     */
    String judge(double[] values, int at, boolean good) {
        String why = rest(values, at, good);
        for (int i = 0; i < groups.size() && why == null; i++) {
            why = groups.get(i).odd(values, at) ? groups.get(i).reason : null;
        }
        if (why != null || !good) {
            Arrays.fill(doubtful, true);
        }
        return why;
    }

    /** What is missing, as an optional feature may be, neither changes nor rests. */
    private String rest(double[] values, int at, boolean good) {
        int changed = 0;
        for (int i = 0; i < columns.length; i++) {
            changed += changes(values[at + columns[i]], last[i]) ? 1 : 0;
        }
        String why = null;
        for (int i = 0; i < columns.length; i++) {
            double value = values[at + columns[i]];
            if (Double.isNaN(value)) {
                continue;
            }
            long limit = (long) STILL_FACTOR * usualStill[i] + STILL_LEAST;
            if (Double.isNaN(last[i]) || changes(value, last[i])) {
                // What rests longer here than in training is known from the first change on, but a stuck sensor teaches
                // nothing.
                if (good && !doubtful[i] && still[i] <= limit) {
                    usualStill[i] = Math.max(usualStill[i], Math.min(still[i], mostStill[i]));
                }
                still[i] = 0;
                doubtful[i] = false;
            } else if (changed > 0) {
                // Rows in which nothing changes count for nothing: the machine rests, or rows are closer than values.
                still[i]++;
            }
            last[i] = value;
            why = why == null && still[i] > limit ? stuck[i] : why;
        }
        return why;
    }

    private static boolean changes(double value, double before) {
        return value != before && !Double.isNaN(value) && !Double.isNaN(before);
    }
}
