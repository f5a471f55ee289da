package io.millwright.pipeline.grid;

import java.util.Arrays;

/**
 * Samples further ahead than the grid reaches: of each tag the newest, until its time comes, or until a sample follows that
 * the grid can place. From the one to the other the tag's value is not known for sure. Confined to a lane.
 */
final class EarlySamples {
    private static final long NEVER = TagValues.NEVER;
    private static final long NOT_YET = Long.MAX_VALUE;

    private final TagValues kept;
    private final long[] unknownUntil;
    private int waiting;

    /** Whether any tag's value was ever not known for sure since all was forgotten: nearly never, and then no tag is asked about. */
    private boolean doubts;

    EarlySamples(int tags) {
        kept = new TagValues(tags);
        unknownUntil = new long[tags];
        Arrays.fill(unknownUntil, NEVER);
    }

    /** Keeps a tag's sample in place of an earlier one. */
    void keep(int tag, double value, int status, long timeMicros) {
        if (kept.time[tag] == NEVER) {
            waiting++;
        }
        kept.set(tag, value, status, timeMicros);
        unknownUntil[tag] = NOT_YET;
        doubts = true;
    }

    /** The grid has placed a sample of the tag: from its time on the value is known again. */
    void placed(int tag, long timeMicros) {
        if (doubts && unknownUntil[tag] == NOT_YET) {
            unknownUntil[tag] = timeMicros;
            drop(tag);
        }
    }

    /** Forgets what is known of a tag. */
    void forget(int tag) {
        unknownUntil[tag] = NEVER;
        drop(tag);
    }

    private void drop(int tag) {
        if (kept.time[tag] != NEVER) {
            kept.clear(tag);
            waiting--;
        }
    }

    /** Forgets everything. */
    void clear() {
        for (int tag = 0; tag < unknownUntil.length; tag++) {
            forget(tag);
        }
        doubts = false;
    }

    /** Whether any sample waits. */
    boolean waiting() {
        return waiting > 0;
    }

    /** Returns the time of the tag's sample that waits, or {@link TagValues#NEVER}. */
    long time(int tag) {
        return kept.time[tag];
    }

    double value(int tag) {
        return kept.value[tag];
    }

    int status(int tag) {
        return kept.status[tag];
    }

    /** Whether the tag's value at this time is not known for sure. */
    boolean unknownAt(int tag, long timeMicros) {
        return doubts && timeMicros < unknownUntil[tag];
    }
}
