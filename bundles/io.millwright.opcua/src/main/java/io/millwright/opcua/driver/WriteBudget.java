package io.millwright.opcua.driver;

import java.util.function.LongSupplier;

/** How many values may be written in a second, by all assets together. Thread-safe. */
final class WriteBudget {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final LongSupplier nanos;
    private long startNanos;
    private int taken;

    WriteBudget(LongSupplier nanos) {
        this.nanos = nanos;
        this.startNanos = nanos.getAsLong();
    }

    /** Returns whether one more value may be written now. */
    synchronized boolean take(int perSecond) {
        long now = nanos.getAsLong();
        if (now - startNanos >= SECOND_NANOS) {
            startNanos = now;
            taken = 0;
        }
        if (taken >= perSecond) {
            return false;
        }
        taken++;
        return true;
    }
}
