package io.millwright.pipeline.window;

/** When the samples of an asset were not whole, and why. The latest few; older ones are joined. Confined to a lane. */
final class Disturbances {
    private static final int KEPT = 32;

    private final long[] from = new long[KEPT];
    private final long[] to = new long[KEPT];
    private final String[] reason = new String[KEPT];
    private int count;

    /** Notes one, later than those before. */
    void add(long fromMicros, long toMicros, String why) {
        if (count == KEPT) {
            to[0] = to[1];
            System.arraycopy(from, 2, from, 1, KEPT - 2);
            System.arraycopy(to, 2, to, 1, KEPT - 2);
            System.arraycopy(reason, 2, reason, 1, KEPT - 2);
            count--;
        }
        from[count] = fromMicros;
        to[count] = toMicros;
        reason[count++] = why;
    }

    /** Returns why a stretch of time is not whole, or null. */
    String within(long startMicros, long endMicros) {
        for (int i = count - 1; i >= 0; i--) {
            if (from[i] < endMicros && to[i] >= startMicros) {
                return reason[i];
            }
        }
        return null;
    }

    /** Forgets those that ended before a time. */
    void forgetBefore(long timeMicros) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (to[i] >= timeMicros) {
                from[kept] = from[i];
                to[kept] = to[i];
                reason[kept++] = reason[i];
            }
        }
        count = kept;
    }

    void clear() {
        count = 0;
    }
}
