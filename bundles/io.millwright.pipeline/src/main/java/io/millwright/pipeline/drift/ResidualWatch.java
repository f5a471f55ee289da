package io.millwright.pipeline.drift;

import io.millwright.decision.FeatureSnapshot;
import io.millwright.model.Reference;
import io.millwright.model.Reference.Residual;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is left of a feature when those that it follows are taken off, over a short window. Where it wanders by itself, few
 * independent values were seen in training: the limit is the wider. Confined to its asset's watch; allocates nothing per row.
 */
final class ResidualWatch implements Monitor {
    private static final double SHARE = 0.5;

    private final Residual residual;
    private final List<String> wanted;
    private final double[] one = new double[1];
    private final Recent recent = new Recent(1);
    private final double deviation;
    private final double uncertainty;
    private List<String> names;
    private int[] columns;
    private double limit = Double.POSITIVE_INFINITY;
    private double excess;

    ResidualWatch(Reference reference, Residual residual) {
        this.residual = residual;
        wanted = new ArrayList<>(residual.on());
        wanted.add(residual.feature());
        double independent = Math.max(2, reference.rows() / residual.memoryRows());
        deviation = Math.sqrt(Math.min(1, residual.memoryRows() / Recent.SHORT) + 1 / independent);
        uncertainty = 1 + 2 / Math.sqrt(independent);
    }

    /** Takes the newest row; returns whether all features were there. */
    boolean add(FeatureSnapshot inputs) {
        if (inputs.features() != names) {
            names = inputs.features();
            columns = wanted.stream().mapToInt(names::indexOf).toArray();
        }
        double left = -residual.intercept();
        for (int i = 0; i < columns.length; i++) {
            double value = columns[i] < 0 ? Double.NaN : inputs.value(inputs.rows() - 1, columns[i]);
            left += i == columns.length - 1 ? value : -residual.coefficients().get(i) * value;
        }
        if (!Double.isFinite(left)) {
            return false;
        }
        one[0] = left / residual.sigma();
        recent.add(one, sums -> {});
        if (recent.shortFull()) {
            excess = Math.abs(recent.shortMean(0)) / deviation / limit;
        }
        return true;
    }

    @Override
    public int window() {
        return Recent.SHORT;
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
        limit = uncertainty * AlarmLimit.distance(rows, 1, Math.max(Recent.SHORT, residual.memoryRows()), 1);
    }

    @Override
    public String text() {
        return String.format(
                Locale.ROOT,
                "'%s' does not follow %s any more: over the last %d rows it lies %+.3g from what they say, %.1f times as far as healthy data go",
                residual.feature(),
                residual.on(),
                Recent.SHORT,
                recent.shortMean(0) * residual.sigma(),
                excess);
    }
}
