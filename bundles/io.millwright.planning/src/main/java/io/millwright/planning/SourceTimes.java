package io.millwright.planning;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which times of a source can be. One that is years ahead, from a clock that was wrong for a moment, would make all that comes later old,
 * and would do so over restarts. Not thread-safe.
 */
final class SourceTimes {
    private static final Logger LOG = LoggerFactory.getLogger(SourceTimes.class);
    private static final long MOST_AHEAD_MICROS = TimeUnit.DAYS.toMicros(1);

    /** 2020-01-01: a gateway whose clock says less has not been told the time yet, and believes its source. */
    private static final long LEAST_MICROS = 1_577_836_800_000_000L;

    private final String of;
    private final LongSupplier wallMicros;
    private long ahead;

    /**
     * Creates one that has met none.
     *
     * @param of whose times, for the log
     * @param wallMicros the gateway's time of day, microseconds since 1970 UTC
     */
    SourceTimes(String of, LongSupplier wallMicros) {
        this.of = of;
        this.wallMicros = wallMicros;
    }

    /** Returns whether a time is at most a day ahead of the gateway's clock. */
    boolean canBe(long micros) {
        long wall = wallMicros.getAsLong();
        return wall < LEAST_MICROS || micros - wall <= MOST_AHEAD_MICROS;
    }

    /** The same; one that cannot be is counted, and the first is told in the log. */
    boolean takes(long micros) {
        boolean can = canBe(micros);
        if (!can && ahead++ == 0) {
            LOG.warn(
                    "{}: values are more than a day ahead of the gateway's clock and are left out; set the clock of the PLC,"
                            + " or of the gateway",
                    of);
        }
        return can;
    }

    /** Returns how many were further ahead. */
    long ahead() {
        return ahead;
    }
}
