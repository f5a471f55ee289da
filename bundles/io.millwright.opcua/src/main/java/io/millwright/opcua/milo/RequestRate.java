package io.millwright.opcua.milo;

/** Counts requests, and how many there were in the busiest second, wherever it began. Not thread-safe. */
final class RequestRate {
    private static final long SECOND_NANOS = 1_000_000_000L;

    /** More in a second are counted as so many. */
    private static final int MOST = 16_384;

    private final long[] times = new long[MOST];
    private int oldest;
    private int within;
    private int mostPerSecond;
    private long all;

    void note(long nowNanos) {
        while (within > 0 && nowNanos - times[oldest] >= SECOND_NANOS) {
            oldest = (oldest + 1) % MOST;
            within--;
        }
        if (within == MOST) {
            oldest = (oldest + 1) % MOST;
            within--;
        }
        times[(oldest + within) % MOST] = nowNanos;
        within++;
        mostPerSecond = Math.max(mostPerSecond, within);
        all++;
    }

    long all() {
        return all;
    }

    int mostPerSecond() {
        return mostPerSecond;
    }
}
