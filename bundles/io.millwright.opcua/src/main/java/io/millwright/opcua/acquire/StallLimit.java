package io.millwright.opcua.acquire;

import io.millwright.opcua.settings.Settings;

/** After how long without a sign of life a subscription must have been forgotten or lost by the server. */
final class StallLimit {
    private static final long MIN_REQUESTS = 2;
    private static final long MIN_INTERVALS = 10;
    private static final long MIN_KEEP_ALIVES = 3;

    private StallLimit() {}

    /**
     * Returns it in ns.
     *
     * @param publishingMillis as the server revised it
     * @param keepAliveMillis after how long without a change the server sends a sign of life
     */
    static long nanos(Settings settings, long publishingMillis, long keepAliveMillis) {
        long intervals = MIN_INTERVALS * Math.max(settings.publishingMillis(), publishingMillis);
        long keepAlives = MIN_KEEP_ALIVES * keepAliveMillis;
        long requests = MIN_REQUESTS * settings.requestTimeoutMillis();
        return 1_000_000 * Math.max(requests, Math.max(intervals, keepAlives));
    }
}
