package io.millwright.pipeline.capture;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The gateway's clock, with doubt: many gateways begin in 1970 until a time server answers, and some are set wrongly for a while. Not
 * thread-safe.
 */
final class ClockWatch {
    /** 2020-01-01: earlier is no time of this program. */
    static final long LEAST_MILLIS = 1_577_836_800_000L;

    /** After a leap forward nothing is deleted by its age for so long, in case the clock leaps back. */
    static final long DOUBT_MILLIS = TimeUnit.HOURS.toMillis(24);

    private static final long LEAP_MILLIS = TimeUnit.HOURS.toMillis(1);

    private final LongSupplier millis;
    private final LongSupplier nanos;
    private long lastMillis;
    private long lastNanos;
    private long doubtUntilNanos;
    private boolean doubts;

    ClockWatch(LongSupplier millis, LongSupplier nanos) {
        this.millis = millis;
        this.nanos = nanos;
        lastMillis = millis.getAsLong();
        lastNanos = nanos.getAsLong();
    }

    /** Returns the time, and notes whether it has leapt. */
    long millis() {
        long now = millis.getAsLong();
        long nowNanos = nanos.getAsLong();
        long leap = now - lastMillis - TimeUnit.NANOSECONDS.toMillis(nowNanos - lastNanos);
        if (leap > LEAP_MILLIS && plausible(lastMillis)) {
            doubts = true;
            doubtUntilNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(DOUBT_MILLIS);
        } else if (leap < -LEAP_MILLIS || doubts && nowNanos - doubtUntilNanos >= 0) {
            doubts = false;
        }
        lastMillis = now;
        lastNanos = nowNanos;
        return now;
    }

    static boolean plausible(long millis) {
        return millis >= LEAST_MILLIS;
    }

    /** Whether the time that was read last says how old something is. */
    boolean believed() {
        return plausible(lastMillis) && !doubts;
    }
}
