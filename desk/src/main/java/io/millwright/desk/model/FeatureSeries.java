package io.millwright.desk.model;

import io.millwright.model.TensorSpec.Feature;
import io.millwright.pipeline.grid.Statistic;
import io.millwright.pipeline.grid.Tally;
import io.millwright.status.StatusCodes;
import java.util.List;

/** One feature over a recording, computed by the pipeline's own aggregates. */
final class FeatureSeries {
    /** The severity Bad of OPC UA: of such a sample no value is in force. */
    private static final int BAD = 0x80000000;

    private static final long MICROS_PER_MILLI = 1_000;

    private final Feature feature;
    private final Statistic statistic;
    private final Tally tally = new Tally();
    private final long[] times;
    private final double[] values;
    private final boolean[] good;

    FeatureSeries(Feature feature, SignalRecording recording) throws Refusal {
        if (feature.elements() > 1) {
            throw new Refusal(
                    "feature " + feature.name() + " is an array, which cannot stand in a table", "leave it out");
        }
        this.feature = feature;
        statistic = new Statistic(0, feature.condition(), feature.modulus());
        List<SignalRecording.Sample> samples = recording.samples(feature.signal());
        times = new long[samples.size()];
        values = new double[times.length];
        good = new boolean[times.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = samples.get(i).micros();
            good[i] = samples.get(i).good();
            values[i] = good[i] ? value(samples.get(i), recording) : Double.NaN;
        }
    }

    Feature feature() {
        return feature;
    }

    private double value(SignalRecording.Sample sample, SignalRecording recording) throws Refusal {
        List<String> categories = feature.categories();
        if (!categories.isEmpty() && feature.codes().isEmpty() && categories.contains(sample.text())) {
            return categories.indexOf(sample.text());
        }
        double number;
        try {
            number = Double.parseDouble(sample.text());
        } catch (NumberFormatException e) {
            if (!categories.isEmpty()) {
                return categories.contains(sample.text()) ? categories.indexOf(sample.text()) : Double.NaN;
            }
            throw new Refusal(
                    recording.file() + ", line " + sample.line() + ", column " + feature.signal() + ": '"
                            + sample.text() + "' is no number",
                    "correct the cell, empty it, or give the feature categories");
        }
        if (!Double.isFinite(number)) {
            return Double.NaN;
        }
        if (!feature.codes().isEmpty()) {
            Integer index = feature.codes().get(number + 0.0);
            return index == null ? Double.NaN : index;
        }
        boolean index = number == Math.rint(number) && number >= 0 && number < categories.size();
        return categories.isEmpty() || index ? number : Double.NaN;
    }

    /** Returns the feature of a row or part from {@code begin} to {@code end}; NaN where it has none. */
    double value(long beginMicros, long endMicros) {
        long end = endMicros - feature.lagMillis() * MICROS_PER_MILLI;
        long start = feature.spanMillis() > 0
                ? end - feature.spanMillis() * MICROS_PER_MILLI
                : beginMicros - feature.lagMillis() * MICROS_PER_MILLI;
        int next = after(start);
        tally.open(
                start,
                next == 0 ? Double.NaN : values[next - 1],
                next == 0 ? StatusCodes.BAD_NO_DATA : status(next - 1));
        for (; next < times.length && times[next] <= end; next++) {
            tally.add(statistic, values[next], status(next), times[next]);
        }
        tally.close(statistic, end);
        return tally.value(feature.aggregate());
    }

    private int status(int sample) {
        return good[sample] ? StatusCodes.GOOD : BAD;
    }

    /** Returns the first sample that is later. */
    private int after(long micros) {
        int low = 0;
        int high = times.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times[middle] <= micros) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
