package io.millwright.opcua.fanout;

/** Up to which server time the values are vouched for, microseconds since 1970 UTC. Used inside deliveries. */
final class VouchedTime {
    /** Below it a step back of the server's clock is bridged: progress waits. */
    private static final long SET_BACK_MICROS = 2_000_000;

    private long progressMicros;
    private long floorMicros;

    /** Returns the progress of the present session, 0 before the first. */
    long progress() {
        return progressMicros;
    }

    /** Every tag that was not delivered is unchanged up to this time. */
    void progress(long timeMicros) {
        progressMicros = Math.max(progressMicros, timeMicros);
    }

    /** Takes note of the server's time; returns whether its clock was set back: what it vouched for before says nothing now. */
    boolean setBack(long publishMicros) {
        boolean setBack = publishMicros < progressMicros - SET_BACK_MICROS;
        if (setBack) {
            progressMicros = publishMicros;
        }
        boolean forgets = setBack || floorMicros > publishMicros + 1;
        if (forgets) {
            floorMicros = 0;
        }
        return forgets;
    }

    /** Returns a sample's time, or the earliest that it can have. */
    long earliest(long timeMicros, long leastMicros) {
        return Math.max(timeMicros, Math.max(floorMicros, leastMicros));
    }

    /** Returns the newest time that was vouched for; 0 before the first, which no sample can be older than. */
    long vouched() {
        return Math.max(progressMicros, floorMicros);
    }

    /** Values are acquired anew: none is delivered with a time before what was vouched for. */
    void acquiring(boolean newSession) {
        floorMicros = progressMicros == 0 ? floorMicros : progressMicros + 1;
        if (newSession) {
            progressMicros = 0;
        }
    }

    /** The connection is lost; returns the last time that was vouched for. */
    long lost() {
        progressMicros = vouched();
        floorMicros = 0;
        return progressMicros;
    }
}
