package io.millwright.opcua.milo;

import java.time.Instant;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;

/** The time rule: SourceTimestamp, else ServerTimestamp, else the publish time, within 60 s of which each must lie. */
public final class SampleTimes {
    /** How far a time may lie from the one that it is compared with. */
    public static final long TOLERANCE_MICROS = 60_000_000L;

    /** Microseconds between 1601-01-01, where OPC UA's DateTime starts (Part 6, 5.2.2.5), and 1970-01-01. */
    private static final long EPOCH_MICROS = 11_644_473_600_000_000L;

    private SampleTimes() {}

    /** Returns microseconds since 1970 UTC; {@link Long#MIN_VALUE} for a missing time, which one before 1970 is too. */
    public static long micros(DateTime time) {
        return time == null ? Long.MIN_VALUE : micros(time.utcTime());
    }

    /** Returns the same for a time in 100 ns since 1601 UTC (Part 6, 5.2.2.5). */
    static long micros(long ticks) {
        long micros = ticks / 10 - EPOCH_MICROS;
        return micros <= 0 ? Long.MIN_VALUE : micros;
    }

    /** Returns microseconds since 1970 UTC, negative for a time before. */
    public static long since1970(DateTime time) {
        return time.utcTime() / 10 - EPOCH_MICROS;
    }

    /** Returns the wall clock in microseconds since 1970 UTC. */
    public static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000L + now.getNano() / 1_000;
    }

    /** Returns whether {@code time} is there and near {@code reference}. */
    public static boolean near(long time, long reference) {
        return time != Long.MIN_VALUE && Math.abs(time - reference) <= TOLERANCE_MICROS;
    }
}
