package io.millwright.opcua.milo;

/** Counts requests, and how many there were in the busiest second, wherever it began. Not thread-safe. */
final class RequestRate {
    private static final long SECOND_NANOS = 1_000_000_000L;

    /** More in a second are counted as so many. */
    private static final int MOST = 16_384;

    private static final int FEW = 64;

    private long[] times = new long[FEW];
    private int oldest;
    private int within;
    private int mostPerSecond;
    private long all;

    void note(long nowNanos) {
        while (within > 0 && nowNanos - times[oldest] >= SECOND_NANOS) {
            forgetOldest();
        }
        if (within == MOST) {
            forgetOldest();
        } else if (within == times.length) {
            grow();
        }
        times[(oldest + within) % times.length] = nowNanos;
        within++;
        mostPerSecond = Math.max(mostPerSecond, within);
        all++;
    }

    private void forgetOldest() {
        oldest = (oldest + 1) % times.length;
        within--;
    }

    private void grow() {
        long[] more = new long[2 * times.length];
        for (int i = 0; i < within; i++) {
            more[i] = times[(oldest + i) % times.length];
        }
        times = more;
        oldest = 0;
    }

    long all() {
        return all;
    }

    int mostPerSecond() {
        return mostPerSecond;
    }
}
