package io.millwright.pipeline.grid;

import io.millwright.status.StatusCodes;
import java.util.Arrays;
import java.util.List;

/**
 * Puts samples on a grid of rows by their source time. Row k lies at k x period since 1970 UTC; a tag's value in a row is
 * its newest sample at or before it. The clock is the source's progress and nothing else, so a recording replays to the
 * same rows. Confined to its lane. Allocates only when samples first run further ahead of the closed rows than before.
 */
public final class RowGrid implements InForce {
    /** Takes the rows. */
    public interface Rows {
        /**
         * A row closed: read it with {@link RowGrid#value}, {@link RowGrid#quality} and {@link RowGrid#status}.
         *
         * @param row number of the row since 1970
         * @param timeMicros its time, microseconds since 1970 UTC
         * @param dropped whether samples that belong to it were dropped
         */
        void row(long row, long timeMicros, boolean dropped);

        /**
         * The next row does not follow the one before: a gap, or a clock that went back.
         *
         * @param expected number of the row that would have been next
         * @param next number of the row that comes next
         * @param backwards whether the source's clock went back
         */
        void restarted(long expected, long next, boolean backwards);

        /** A sample was not used because its row was closed, or because a newer one of the tag is in its row. */
        void late();

        /** A sample lies further ahead than the grid reaches; of each tag the newest is kept until its time comes. */
        void early();

        /** A sample will be in no row: a newer one of its tag has taken its place, and nothing is computed from both. */
        void unused();
    }

    /** Rows in one step; more is a gap. */
    public static final int MAX_ROWS_PER_STEP = 1024;

    /** Rows that the grid can hold ahead of the closed ones; it holds as many as it needs. */
    public static final int MAX_PENDING_ROWS = 16384;

    /** {@link #quality}: the value is as the source delivered it. */
    public static final byte GOOD = 0;
    /** {@link #quality}: the value is doubtful, or an older one stands in. */
    public static final byte UNCERTAIN = 1;
    /** {@link #quality}: there is no usable value. */
    public static final byte BAD = 2;

    private static final long NEVER = TagValues.NEVER;
    /** Samples may lie this far ahead of the source's progress: a PLC's clock against its server's. */
    private static final long AHEAD_MICROS = 60_000_000;

    private final int tags;
    private final long periodMicros;
    private final long latenessMicros;
    private final long holdMicros;
    private final long gapMicros;
    private final QualityPolicy policy;
    private final Rows rows;

    private final TagValues held;
    private final TagValues arrived;
    private final EarlySamples early;
    private final long[] newestTime;
    private final PendingRows pending;

    private final Statistics statistics;
    private final double[] rowValue;
    private final byte[] rowQuality;

    private boolean started;
    private long firstProgress = NEVER;
    private long lastProgress = NEVER;
    private long next;
    private long due;
    private long dirtyThrough = NEVER;

    private long placed;
    private long valueless;
    private long returned;
    private long overflowed;

    /** The row asked for last: its number and its time. */
    private long rowFound;

    private long rowEnds;

    /**
     * Creates a grid.
     *
     * @param tags number of tags
     * @param periodMicros distance of two rows
     * @param latenessMicros how long after a row's time a sample for it may still arrive, by the source's progress
     * @param holdMicros how long the last Good value stands in
     * @param gapMicros a longer step of the progress is a gap
     * @param policy what holds while a status is not Good
     * @param wanted what is computed of the samples of each row
     * @param rowsBack how many rows that reaches back, at least 1
     * @param sampleLimit greatest number of samples that may wait for their row for that
     * @param rows takes the rows
     */
    public RowGrid(
            int tags,
            long periodMicros,
            long latenessMicros,
            long holdMicros,
            long gapMicros,
            QualityPolicy policy,
            List<Statistic> wanted,
            int rowsBack,
            int sampleLimit,
            Rows rows) {
        this.tags = tags;
        this.periodMicros = periodMicros;
        this.latenessMicros = latenessMicros;
        this.holdMicros = holdMicros;
        this.gapMicros = Math.min(gapMicros, MAX_ROWS_PER_STEP * periodMicros);
        this.policy = policy;
        this.rows = rows;
        held = new TagValues(tags);
        arrived = new TagValues(tags);
        early = new EarlySamples(tags);
        newestTime = new long[tags];
        Arrays.fill(newestTime, NEVER);
        long ahead = Math.max(8, Math.min(MAX_PENDING_ROWS, reach(periodMicros, latenessMicros)));
        pending = new PendingRows(tags, (int) ahead);
        statistics = new Statistics(tags, wanted, rowsBack, sampleLimit);
        rowValue = new double[tags];
        rowQuality = new byte[tags];
    }

    /** Returns how many rows a grid has to hold ahead of the closed ones. */
    public static long reach(long periodMicros, long latenessMicros) {
        return (AHEAD_MICROS + latenessMicros) / periodMicros + 2;
    }

    /** Returns up to which lateness a grid can hold that many rows. */
    public static long longestLatenessMillis(long periodMillis) {
        return (MAX_PENDING_ROWS - 2) * periodMillis - AHEAD_MICROS / 1000;
    }

    /** Takes one sample. */
    public void sample(int tag, double value, int status, long timeMicros) {
        if (arrived.time[tag] == NEVER && StatusCodes.isNoValueYet(status)) {
            // Of the gateway's own time: a steady tag's first value may be older, and must not look late beside it.
            valueless++;
            return;
        }
        arrived.set(tag, value, status, timeMicros);
        put(tag, value, status, timeMicros);
    }

    /** Takes a sample that was dropped from the queue: the tag's value is known again, the rows since then are not whole. */
    public void dropped(int tag, double value, int status, long timeMicros) {
        if (started) {
            dirtyThrough = Math.max(dirtyThrough, Math.max(next, rowAtOrAfter(timeMicros)));
        }
        sample(tag, value, status, timeMicros);
    }

    /** Forgets all values of a tag. */
    public void forget(int tag) {
        held.clear(tag);
        arrived.clear(tag);
        early.forget(tag);
        statistics.forget(tag);
        pending.forget(tag);
    }

    private void put(int tag, double value, int status, long timeMicros) {
        if (!started) {
            if (timeMicros >= newestTime[tag]) {
                newestTime[tag] = timeMicros;
                held.apply(tag, value, status, timeMicros, timeMicros);
                placed++;
            } else {
                rows.late();
            }
            return;
        }
        long row = rowAtOrAfter(timeMicros);
        if (row < next) {
            rows.late();
            // The closed rows stay as they are. For the rows to come it still is the tag's newest sample.
            if (timeMicros >= held.time[tag] && timeMicros >= newestTime[tag]) {
                newestTime[tag] = timeMicros;
                held.apply(tag, value, status, timeMicros, timeMicros);
                early.placed(tag, timeMicros);
            }
            return;
        }
        if (row - next >= pending.length()) {
            rows.early();
            early.keep(tag, value, status, timeMicros);
            return;
        }
        early.placed(tag, timeMicros);
        newestTime[tag] = Math.max(newestTime[tag], timeMicros);
        PendingRow p = pending.at(row);
        boolean computed = statistics.wants(tag);
        if (!computed && p.has(tag)) {
            rows.unused();
        }
        if (!p.put(tag, value, status, timeMicros)) {
            rows.late();
            return;
        }
        if (computed) {
            statistics.sample(tag, value, status, timeMicros);
            if (statistics.takeOverflow()) {
                overflowed++;
                dirtyThrough = Math.max(dirtyThrough, row);
            }
        }
        placed++;
    }

    /** The source vouches that every tag not delivered is unchanged up to this time. {@link #step} closes the rows that are due. */
    public void progress(long timeMicros) {
        if (!started) {
            start(timeMicros);
        } else if (timeMicros < lastProgress) {
            restartBackwards(timeMicros);
        } else if (timeMicros - lastProgress > gapMicros) {
            restartAfterGap(timeMicros);
        }
        lastProgress = timeMicros;
        if (!started) {
            return;
        }
        due = Math.floorDiv(Math.max(timeMicros - latenessMicros, sampledByAll()), periodMicros);
    }

    /** Closes a row, if one is due; returns whether there was one. */
    public boolean step() {
        if (!started || next > due) {
            return false;
        }
        placeEarly();
        close();
        return true;
    }

    /** Places the early samples that the grid reaches by now. */
    private void placeEarly() {
        for (int tag = 0; early.waiting() && tag < tags; tag++) {
            long time = early.time(tag);
            if (time != NEVER && rowAtOrAfter(time) - next < pending.length()) {
                returned++;
                put(tag, early.value(tag), early.status(tag), time);
            }
        }
    }

    private void start(long progress) {
        if (firstProgress == NEVER || progress < lastProgress) {
            firstProgress = progress;
        }
        boolean patient = progress - firstProgress < Math.max(holdMicros, latenessMicros);
        if (firstWithoutValue() >= 0 && patient) {
            return;
        }
        long from = progress;
        for (long time : newestTime) {
            from = Math.max(from, Math.min(time, progress + AHEAD_MICROS));
        }
        started = true;
        next = rowAtOrAfter(from);
        due = next - 1;
        statistics.restart(held, Long.MAX_VALUE);
    }

    /** Returns how many samples came to be in force or in a row, since this was asked last. */
    public long takePlaced() {
        long count = placed;
        placed = 0;
        return count;
    }

    /** Returns how many samples were no value yet, since this was asked last. */
    public long takeValueless() {
        long count = valueless;
        valueless = 0;
        return count;
    }

    /** Returns how many early samples' time came, since this was asked last. */
    public long takeReturned() {
        long count = returned;
        returned = 0;
        return count;
    }

    /** Returns how many samples found no room where something is computed from them, since this was asked last. */
    public long takeOverflowed() {
        long count = overflowed;
        overflowed = 0;
        return count;
    }

    /** Returns the first tag that never had a sample, or -1. */
    public int firstWithoutValue() {
        for (int tag = 0; tag < tags; tag++) {
            if (held.time[tag] == NEVER) {
                return tag;
            }
        }
        return -1;
    }

    /** Whether rows are being made. */
    public boolean started() {
        return started;
    }

    /** Up to this time every tag has been sampled. */
    private long sampledByAll() {
        long least = Long.MAX_VALUE;
        for (long time : newestTime) {
            least = Math.min(least, time);
        }
        return least;
    }

    private void close() {
        long time = next * periodMicros;
        pending.moveTo(held, next);
        for (int tag = 0; tag < tags; tag++) {
            evaluate(tag, time);
        }
        statistics.close(time - periodMicros, time);
        long row = next++;
        rows.row(row, time, row <= dirtyThrough);
    }

    private void evaluate(int tag, long time) {
        int status = held.status[tag];
        if (StatusCodes.isGood(status)) {
            rowValue[tag] = held.value[tag];
            rowQuality[tag] = early.unknownAt(tag, time) ? UNCERTAIN : GOOD;
            return;
        }
        boolean uncertain = StatusCodes.isUncertain(status);
        switch (policy) {
            case HOLD -> {
                boolean holds = held.hasGood[tag] && time - held.notGoodSince[tag] <= holdMicros;
                rowValue[tag] = holds ? held.good[tag] : Double.NaN;
                rowQuality[tag] = holds ? UNCERTAIN : BAD;
            }
            case SKIP, FLAG -> {
                rowValue[tag] = held.value[tag];
                rowQuality[tag] = uncertain ? UNCERTAIN : BAD;
            }
        }
    }

    private void restartAfterGap(long progress) {
        long resume = Math.max(next, rowAtOrAfter(progress));
        if (resume == next) {
            return;
        }
        long expected = next;
        long last = Math.min(resume, next + pending.length());
        for (long row = next; row < last; row++) {
            pending.moveTo(held, row);
        }
        next = resume;
        statistics.restart(held, (next - 1) * periodMicros);
        rows.restarted(expected, next, false);
    }

    /**
     * The samples of the notification that revealed the new clock look late; what arrived last is what holds now. A tag
     * that the source has not delivered anew keeps what the source said of it when the connection was lost.
     */
    private void restartBackwards(long progress) {
        pending.clear();
        for (int tag = 0; tag < tags; tag++) {
            if (arrived.time[tag] == NEVER) {
                held.clear(tag);
            } else {
                long time = Math.min(arrived.time[tag], progress);
                held.restart(tag, arrived.value[tag], arrived.status[tag], time);
                newestTime[tag] = time;
            }
        }
        dirtyThrough = NEVER;
        early.clear();
        long expected = next;
        next = rowAtOrAfter(progress);
        statistics.restart(held, Long.MAX_VALUE);
        rows.restarted(expected, next, true);
    }

    /** Samples of one notification mostly have one time, and a division costs as much as the rest of a sample's way here. */
    private long rowAtOrAfter(long timeMicros) {
        if (timeMicros > rowEnds || timeMicros <= rowEnds - periodMicros) {
            rowFound = -Math.floorDiv(-timeMicros, periodMicros);
            rowEnds = rowFound * periodMicros;
        }
        return rowFound;
    }

    /** Returns a tag's value in the row being delivered. */
    @Override
    public double value(int tag) {
        return rowValue[tag];
    }

    /** Returns what was computed of the samples up to the row being delivered. */
    public Statistics statistics() {
        return statistics;
    }

    /**
     * Returns {@link #GOOD}, {@link #UNCERTAIN} or {@link #BAD} for a tag in the row being delivered. UNCERTAIN with a Good
     * status: a newer value lies further ahead than the grid reaches.
     */
    public byte quality(int tag) {
        return rowQuality[tag];
    }

    /** Returns the StatusCode of a tag in the row being delivered. */
    @Override
    public int status(int tag) {
        return held.status[tag];
    }
}
