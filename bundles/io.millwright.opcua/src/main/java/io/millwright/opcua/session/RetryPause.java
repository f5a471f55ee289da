package io.millwright.opcua.session;

import io.millwright.opcua.state.StateCode;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next attempt: growing, with jitter, so that many gateways do not return in step. */
final class RetryPause {
    private static final long FIRST_MILLIS = 500;

    /** A server that is back is found within three seconds, jitter included. */
    private static final long LONGEST_MILLIS = 2_000;

    private static final int MOST_DOUBLINGS = 10;

    /** Somebody must change something, unless it is a server that starts: so the first attempts follow as fast as the others. */
    private static final long CAREFUL_MILLIS = 10_000;

    /** Servers lock users out after some wrong passwords. */
    private static final long AUTHENTICATION_MILLIS = 30_000;

    private static final int LEAST_PERCENT = 75;
    private static final int MOST_PERCENT = 125;

    private RetryPause() {}

    /** Returns milliseconds; {@code failures} counts from 1. */
    static long millis(StateCode code, int failures) {
        long doubled = FIRST_MILLIS << Math.min(MOST_DOUBLINGS, failures - 1);
        long base =
                switch (code) {
                    case AUTHENTICATION_FAILED -> AUTHENTICATION_MILLIS;
                    case SERVER_UNTRUSTED,
                            CERTIFICATE_REFUSED,
                            CERTIFICATE_UNSUITABLE,
                            NO_ENDPOINT,
                            KEYSTORE_ERROR -> Math.min(CAREFUL_MILLIS, doubled);
                    default -> Math.min(LONGEST_MILLIS, doubled);
                };
        return base * ThreadLocalRandom.current().nextLong(LEAST_PERCENT, MOST_PERCENT + 1) / 100;
    }
}
