package io.millwright.operation.metrics;

import io.millwright.supervision.Durations;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Counts of durations as OpenMetrics has them: each bucket with all that are shorter. Immutable. */
final class Histogram {
    /** Upper ends of the buckets in seconds, as OpenMetrics writes them. */
    static final List<String> ENDS = ends();

    private static final int NANOS_DIGITS = 9;

    private final long[] cumulated;
    private final BigDecimal sum;

    Histogram(Durations durations) {
        cumulated = durations.counts();
        for (int i = 1; i < cumulated.length; i++) {
            cumulated[i] += cumulated[i - 1];
        }
        sum = BigDecimal.valueOf(durations.sumNanos(), NANOS_DIGITS);
    }

    private static List<String> ends() {
        List<String> ends = new ArrayList<>();
        for (long nanos : Durations.boundsNanos()) {
            BigDecimal seconds = BigDecimal.valueOf(nanos, NANOS_DIGITS).stripTrailingZeros();
            // In the canonical form even whole numbers have a point.
            ends.add((seconds.scale() < 1 ? seconds.setScale(1) : seconds).toPlainString());
        }
        ends.add("+Inf");
        return List.copyOf(ends);
    }

    /** Returns how many were not longer than an end. */
    long upTo(int end) {
        return cumulated[end];
    }

    long count() {
        return cumulated[cumulated.length - 1];
    }

    /** Returns the sum of all, in seconds. */
    BigDecimal sum() {
        return sum;
    }
}
