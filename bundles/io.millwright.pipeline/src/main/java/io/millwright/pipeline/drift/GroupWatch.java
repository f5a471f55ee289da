package io.millwright.pipeline.drift;

import io.millwright.decision.FeatureSnapshot;
import io.millwright.model.Reference.Group;
import io.millwright.pipeline.reference.Whitening;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The means of a group of features over a short and a long window, by Hotelling's T². Rows become independent numbers of unit
 * variance when they come in, so that all else is sums. Confined to its asset's watch; allocates nothing per row.
 */
final class GroupWatch implements Recent.Leaving {
    /** How much machines differ from those of the training without being ill, as the variance of means by that of a row. */
    private static final double BETWEEN_MACHINES = 0.001;

    private static final double SHORT_SHARE = 5;
    private static final double LONG_SHARE = 3;
    private static final int NAMED = 3;
    private static final double PRIOR_BLOCKS = 30;
    private static final double PRIOR_WINDOWS = 20;

    private final Group group;
    private final Whitening whitening;
    private final int dimensions;
    private final double[] row;
    private final double[] white;
    private final Recent recent;
    private final Usual usual;
    private final Spreading ofBlocks;
    private final Spreading ofWindows;
    private final Over shortly;
    private final Over longer;
    private boolean healthy = true;
    private List<String> names;
    private int[] columns;

    GroupWatch(int rows, Group group, Whitening whitening) {
        this.group = group;
        dimensions = group.features().size();
        this.whitening = whitening;
        row = new double[dimensions];
        white = new double[dimensions];
        recent = new Recent(dimensions);
        usual = new Usual(new double[dimensions], 1 / (BETWEEN_MACHINES + 1.0 / rows));
        ofBlocks = new Spreading(dimensions, Recent.BLOCK, PRIOR_BLOCKS);
        ofWindows = new Spreading(dimensions, Recent.SHORT, PRIOR_WINDOWS);
        shortly = new Over(Recent.SHORT, SHORT_SHARE);
        longer = new Over(Recent.LONG, LONG_SHARE);
    }

    List<Monitor> monitors() {
        return List.of(shortly, longer);
    }

    /**
     * Takes the newest row.
     *
     * @param nothingTheMatter whether what is usual may be learned from what leaves the windows
     * @return whether all features were there
     */
    boolean add(FeatureSnapshot inputs, boolean nothingTheMatter) {
        find(inputs.features());
        for (int i = 0; i < dimensions; i++) {
            double value = columns[i] < 0 ? Double.NaN : inputs.value(inputs.rows() - 1, columns[i]);
            if (!Double.isFinite(value)) {
                return false;
            }
            row[i] = value;
        }
        whitening.apply(row, white);
        healthy = nothingTheMatter;
        boolean advanced = recent.add(white, this);
        if (advanced) {
            spread();
        }
        if (recent.shortFull()) {
            shortly.look();
        }
        if (advanced && recent.longFull()) {
            longer.look();
        }
        return true;
    }

    private void spread() {
        boolean whole = recent.count() % Recent.SHORT == 0;
        for (int i = 0; i < dimensions; i++) {
            ofBlocks.add(i, recent.blockMean(i), group.memoryRows());
            if (whole) {
                ofWindows.add(i, recent.shortMean(i), group.memoryRows());
            }
        }
    }

    private void find(List<String> now) {
        if (now != names) {
            names = now;
            columns = group.features().stream().mapToInt(now::indexOf).toArray();
        }
    }

    @Override
    public void block(double[] sums) {
        if (healthy) {
            usual.learn(sums, Recent.BLOCK);
        }
    }

    long learned() {
        return usual.learned();
    }

    /** Takes the present short window as usual, or the long one where that is full. */
    boolean accept() {
        if (!recent.shortFull()) {
            return false;
        }
        boolean wide = recent.longFull();
        double[] means = IntStream.range(0, dimensions)
                .mapToDouble(i -> wide ? recent.longMean(i) : recent.shortMean(i))
                .toArray();
        usual.restart(means, wide ? Recent.LONG : Recent.SHORT);
        shortly.look();
        longer.look();
        return true;
    }

    /** One of the two windows. */
    private final class Over implements Monitor {
        private final int window;
        private final double share;
        private double limit = Double.POSITIVE_INFINITY;
        private double excess;
        private double shift;

        Over(int window, double share) {
            this.window = window;
            this.share = share;
        }

        private double mean(int i) {
            return window == Recent.SHORT ? recent.shortMean(i) : recent.longMean(i);
        }

        void look() {
            if (window == Recent.LONG && !recent.longFull()) {
                return;
            }
            double sum = 0;
            double fromTraining = 0;
            for (int i = 0; i < dimensions; i++) {
                double from = mean(i) - usual.mean(i);
                sum += from * from;
                fromTraining += mean(i) * mean(i);
            }
            double spread = group.memoryRows() * Math.max(ofBlocks.factor(), ofWindows.factor());
            double variance = spread * (1.0 / window + 1 / usual.weight());
            excess = Math.sqrt(sum / variance) / limit;
            shift = Math.sqrt(fromTraining);
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
            return shift;
        }

        @Override
        public double share() {
            return share;
        }

        @Override
        public void interval(double rows) {
            limit = AlarmLimit.distance(rows, dimensions, window, Recent.step(window));
        }

        @Override
        public String text() {
            double[] from = IntStream.range(0, dimensions)
                    .mapToDouble(i -> mean(i) - usual.mean(i))
                    .toArray();
            double[] shifts = whitening.inStandardDeviations(from);
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, dimensions).boxed().toList());
            order.sort(Comparator.comparingDouble(i -> -Math.abs(shifts[i])));
            StringBuilder text = new StringBuilder("the mean of the last " + window + " rows has moved: ");
            for (int i = 0; i < Math.min(NAMED, dimensions); i++) {
                text.append(String.format(
                        Locale.ROOT,
                        "%s'%s' by %+.2f",
                        i == 0 ? "" : ", ",
                        group.features().get(order.get(i)),
                        shifts[order.get(i)]));
            }
            return text.append(String.format(
                            Locale.ROOT, " standard deviations; together %.1f times as far as healthy data go", excess))
                    .toString();
        }
    }
}
