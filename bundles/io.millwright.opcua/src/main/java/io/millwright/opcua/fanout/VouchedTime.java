package io.millwright.opcua.fanout;

/** Up to which server time the values are vouched for, microseconds since 1970 UTC. Used inside deliveries. */
final class VouchedTime {
    /** Below it a step back of the server's clock is bridged: progress waits. */
    private static final long SET_BACK_MICROS = 2_000_000;

    private long progressMicros;

    /** The same for the tags whose values come apart from the others; never more. */
    private long apartMicros;

    private long floorMicros;

    /** Returns the progress of the present session, 0 before the first. */
    long progress() {
        return progressMicros;
    }

    /** Returns the progress of the tags whose values come apart. */
    long apart() {
        return apartMicros;
    }

    /** Every tag that was not delivered is unchanged up to the first time, or to the second if its values come apart. */
    void progress(long timeMicros, long apart) {
        progressMicros = Math.max(progressMicros, timeMicros);
        apartMicros = Math.max(apartMicros, Math.min(apart, progressMicros));
    }

    /**
     * Takes note of the server's time; returns whether its clock was set back: what it vouched for before says nothing now.
     *
     * @param apart whether that was said with values that come apart, which may be on the way for longer
     */
    boolean setBack(long publishMicros, boolean apart) {
        boolean setBack = publishMicros < (apart ? apartMicros : progressMicros) - SET_BACK_MICROS;
        if (setBack) {
            progressMicros = publishMicros;
            apartMicros = publishMicros;
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
            apartMicros = 0;
        }
    }

    /** The connection is lost; returns the last time that was vouched for. */
    long lost() {
        progressMicros = vouched();
        apartMicros = progressMicros;
        floorMicros = 0;
        return progressMicros;
    }
}
