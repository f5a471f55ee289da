package io.millwright.pipeline.explain;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** When an explanation has to end: after its time, or with what it belongs to. Used by one thread. */
final class Deadline {
    private static final double NANOS_PER_MILLI = 1e6;

    private final LongSupplier nanos;
    private final BooleanSupplier stopped;
    private final long startNanos;
    private final long endNanos;

    /**
     * Begins now.
     *
     * @param nanos the clock
     * @param stopped whether it is to end at once
     */
    Deadline(LongSupplier nanos, double millis, BooleanSupplier stopped) {
        this.nanos = nanos;
        this.stopped = stopped;
        startNanos = nanos.getAsLong();
        endNanos = startNanos + (long) (millis * NANOS_PER_MILLI);
    }

    boolean over() {
        return stopped.getAsBoolean() || leftNanos() <= 0;
    }

    long leftNanos() {
        return endNanos - nanos.getAsLong();
    }

    double passedMillis() {
        return (nanos.getAsLong() - startNanos) / NANOS_PER_MILLI;
    }
}
