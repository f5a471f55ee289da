package io.millwright.pipeline.wire;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time of the records: how far they have come, which is the lane's clock. Confined to whoever reads records.
 *
 * <p>Records of several emitters are not in order, so it is the greatest time so far, and what comes later is late by as much
 * as the form allows. Between records that state no time it goes on with the gateway's monotonic clock, so that a device
 * whose clock is wrong and a timer beside it do not pull it to and fro.
 */
final class RecordClock {
    /** No time. */
    static final long NONE = Long.MIN_VALUE;

    /** A time zone's worth: a device that states its local time is believed, a date of the next century is not. */
    private static final long AHEAD_MICROS = TimeUnit.HOURS.toMicros(24);

    /** A value that is later says nothing about what the time is now. */
    private static final long IN_TIME_MICROS = TimeUnit.SECONDS.toMicros(1);

    /** So far behind for so long, and the clock of the records was set back. */
    private static final long BEHIND_MICROS = TimeUnit.SECONDS.toMicros(10);

    private final LongSupplier nanoTime;
    private final LongSupplier wallMicros;
    private long progress = NONE;
    private long forwardNanos;
    /** The time of a value that came in time, and when it came: from here the time between values is reckoned. */
    private long anchor;

    private long anchorNanos;

    RecordClock(LongSupplier nanoTime, LongSupplier wallMicros) {
        this.nanoTime = nanoTime;
        this.wallMicros = wallMicros;
    }

    /** Returns how far the records have come, microseconds since 1970 UTC, {@link #NONE} before the first. */
    long progress() {
        return progress;
    }

    /** Returns the gateway's time, microseconds since 1970 UTC. */
    long gatewayMicros() {
        return wallMicros.getAsLong();
    }

    /** Returns a stated time in microseconds, {@link #NONE} for one that cannot be. */
    long stated(long millis) {
        return millis <= 0 || millis > (wallMicros.getAsLong() + AHEAD_MICROS) / 1_000 ? NONE : millis * 1_000;
    }

    /** A record's values are of this time at the latest. */
    void recorded(long micros) {
        long now = nanoTime.getAsLong();
        boolean first = progress == NONE;
        boolean back = !first && progress - micros > BEHIND_MICROS && (now - forwardNanos) / 1_000 > BEHIND_MICROS;
        if (first || back || progress - micros <= IN_TIME_MICROS) {
            anchor = micros;
            anchorNanos = now;
        }
        if (first || back || micros >= progress) {
            progress = micros;
            forwardNanos = now;
        }
    }

    /** Returns the records' time now, as far as it is known, else the gateway's. */
    long nowMicros() {
        return progress == NONE
                ? gatewayMicros()
                : Math.max(progress, anchor + (nanoTime.getAsLong() - anchorNanos) / 1_000);
    }

    /** Something came that holds no new value: what is known is still so. Before the first record it says nothing. */
    void alive() {
        if (progress != NONE) {
            progress = nowMicros();
        }
    }
}
