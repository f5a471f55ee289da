package io.millwright.pipeline.publish.message;

/**
 * How far apart a group's decisions come, so that none waits for company that cannot come in time. Decisions that follow each
 * other closely count as one burst: the assets of one row, or rows that were made up for. Guarded by the outbox's lock.
 */
final class Rhythm {
    /** The distance is that of the last one to two times so many bursts; before, nothing is known. */
    private static final int BURSTS = 8;

    private boolean begun;
    private long burstNanos;
    private long lastNanos;
    private int bursts;
    private long leastNanos = Long.MAX_VALUE;

    /** The least but one: a single decision that comes early, on a busy gateway, is no rhythm. */
    private long apartNanos = Long.MAX_VALUE;

    private long apartBeforeNanos = Long.MAX_VALUE;
    private boolean known;

    /**
     * A decision came.
     *
     * @param quietNanos so long without a decision ends a burst
     */
    void came(long nowNanos, long quietNanos) {
        if (!begun) {
            begun = true;
            burstNanos = nowNanos;
        } else if (nowNanos - lastNanos > quietNanos) {
            apart(nowNanos - burstNanos);
            burstNanos = nowNanos;
        }
        lastNanos = nowNanos;
    }

    private void apart(long nanos) {
        apartNanos = Math.min(apartNanos, Math.max(leastNanos, nanos));
        leastNanos = Math.min(leastNanos, nanos);
        bursts++;
        if (bursts == BURSTS) {
            apartBeforeNanos = apartNanos;
            leastNanos = Long.MAX_VALUE;
            apartNanos = Long.MAX_VALUE;
            bursts = 0;
            known = true;
        }
    }

    /**
     * Whether a further burst is worth waiting for; it is where nothing is known yet.
     *
     * @param untilNanos when the wait ends
     * @param mostApartNanos bursts further apart than this are not: most of the delay would be paid for one of them
     */
    boolean worthWaiting(long untilNanos, long mostApartNanos) {
        long apart = Math.min(apartNanos, apartBeforeNanos);
        return !known || apart <= mostApartNanos && burstNanos + apart <= untilNanos;
    }
}
