package io.millwright.planning.shop;

import java.util.function.LongSupplier;

/**
 * How long a policy may take over all its runs of one plan, from the moment on at which this is made: 30 s for its first schedule, waiting for
 * pipelines to give a thread free included, and 10 s until the last further run. Over for both once its thread is interrupted.
 */
public final class PolicyTime {
    static final long FIRST_SECONDS = 30;
    static final long FURTHER_SECONDS = 10;
    private static final double NANOS_PER_SECOND = 1e9;

    private final LongSupplier nanos;
    private final long begun;

    /** @param nanos a clock that only goes forwards, nanoseconds */
    public PolicyTime(LongSupplier nanos) {
        this.nanos = nanos;
        begun = nanos.getAsLong();
    }

    /** Returns one that is never over. */
    public static PolicyTime unlimited() {
        return new PolicyTime(() -> 0);
    }

    boolean firstOver() {
        return after(FIRST_SECONDS);
    }

    boolean furtherOver() {
        return after(FURTHER_SECONDS);
    }

    private boolean after(long seconds) {
        return Thread.currentThread().isInterrupted() || nanos.getAsLong() - begun > seconds * NANOS_PER_SECOND;
    }
}
