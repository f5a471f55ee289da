package io.millwright.pipeline.window;

import io.millwright.pipeline.grid.TagValues;

/** When the samples of an asset were not whole, and why. The latest few; older ones are joined. Confined to a lane. */
final class Disturbances {
    private static final int KEPT = 32;
    private static final String LOST = "the connection was lost for a part of the time";

    private final long[] from = new long[KEPT];
    private final long[] to = new long[KEPT];
    private final String[] reason = new String[KEPT];
    private int count;

    /** The tags of which the connection says that it is lost, and since when there are any. */
    private int lostTags;

    private long lostSince = TagValues.NEVER;

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

    /** The connection says of a tag that it is lost. */
    void lost(long sinceMicros) {
        if (lostTags++ == 0 && lostSince == TagValues.NEVER) {
            lostSince = sinceMicros;
        }
    }

    /** A tag of which it was lost has a value again. */
    void found() {
        lostTags--;
    }

    /** The source's progress reached a time: a loss that no tag has any more is over. */
    void progress(long timeMicros) {
        if (lostSince != TagValues.NEVER && lostTags == 0) {
            add(lostSince, timeMicros, LOST);
            lostSince = TagValues.NEVER;
        }
    }

    /** Returns why a stretch of time is not whole, or null. */
    String within(long startMicros, long endMicros) {
        if (lostSince != TagValues.NEVER && lostSince < endMicros) {
            return LOST;
        }
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

    /** Forgets all but a loss that goes on. */
    void clear() {
        count = 0;
    }
}
