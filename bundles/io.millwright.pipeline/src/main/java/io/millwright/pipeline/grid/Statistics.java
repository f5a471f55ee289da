package io.millwright.pipeline.grid;

import io.millwright.status.StatusCodes;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Statistics per row of a grid, over the row itself or over several rows back. Fed with the samples that the grid accepted,
 * closed row by row. Confined to its lane; allocates nothing after construction except while the samples that wait grow.
 */
public final class Statistics {
    private final Statistic[] statistics;
    private final int[][] ofTag;
    private final SampleHistory samples;
    private final Tally[][] rows;
    private final Tally joined = new Tally();
    private final double[] inForce;
    private final int[] statuses;
    private long closed;
    private int filled;
    private boolean overflow;

    /**
     * Creates statistics that know nothing.
     *
     * @param tags number of tags
     * @param wanted the statistics
     * @param rowsBack how many rows the longest span with its lag reaches back, at least 1
     * @param sampleLimit greatest number of samples that may wait for their row
     */
    Statistics(int tags, List<Statistic> wanted, int rowsBack, int sampleLimit) {
        statistics = wanted.toArray(Statistic[]::new);
        ofTag = new int[tags][];
        for (int tag = 0; tag < tags; tag++) {
            int t = tag;
            ofTag[tag] = IntStream.range(0, statistics.length)
                    .filter(s -> statistics[s].tag() == t)
                    .toArray();
        }
        samples = new SampleHistory(sampleLimit);
        rows = new Tally[wanted.isEmpty() ? 0 : rowsBack][statistics.length];
        for (Tally[] row : rows) {
            for (int s = 0; s < statistics.length; s++) {
                row[s] = new Tally();
            }
        }
        inForce = new double[tags];
        statuses = new int[tags];
        Arrays.fill(statuses, StatusCodes.BAD_NO_DATA);
    }

    /** Whether samples of a tag are wanted. */
    boolean wants(int tag) {
        return ofTag[tag].length > 0;
    }

    /** Takes a sample of a row that is not closed. */
    void sample(int tag, double value, int status, long timeMicros) {
        overflow |= !samples.insert(samples.first(), tag, value, status, timeMicros);
    }

    /** Whether samples were lost for lack of room since the last call. */
    boolean takeOverflow() {
        boolean was = overflow;
        overflow = false;
        return was;
    }

    /** Begins anew: no row, of each tag the value in force, and the samples after a time. */
    void restart(TagValues held, long afterMicros) {
        long p = samples.first();
        while (p < samples.end() && samples.timeMicros(p) <= afterMicros) {
            p++;
        }
        samples.forgetBefore(p);
        filled = 0;
        for (int tag = 0; tag < statuses.length; tag++) {
            statuses[tag] = held.status[tag];
            inForce[tag] = held.value[tag];
        }
    }

    /** A tag's samples have another meaning from here on. */
    void forget(int tag) {
        statuses[tag] = StatusCodes.BAD_NO_DATA;
        filled = 0;
        for (long p = samples.first(); p < samples.end(); p++) {
            if (samples.tag(p) == tag) {
                samples.forgetTag(p);
            }
        }
    }

    /** Closes a row: what lies after the row before and not after its time. */
    void close(long startMicros, long endMicros) {
        if (rows.length == 0) {
            return;
        }
        closed++;
        filled = Math.min(rows.length, filled + 1);
        Tally[] row = rows[(int) (closed % rows.length)];
        for (int s = 0; s < row.length; s++) {
            int tag = statistics[s].tag();
            row[s].open(startMicros, inForce[tag], statuses[tag]);
        }
        long p = samples.first();
        for (; p < samples.end() && samples.timeMicros(p) <= endMicros; p++) {
            int tag = samples.tag(p);
            if (tag != SampleHistory.NONE) {
                add(row, tag, p, Math.max(startMicros, samples.timeMicros(p)));
            }
        }
        samples.forgetBefore(p);
        for (int s = 0; s < row.length; s++) {
            row[s].close(statistics[s], endMicros);
        }
    }

    private void add(Tally[] row, int tag, long p, long timeMicros) {
        double value = samples.value(p);
        int status = samples.status(p);
        for (int s : ofTag[tag]) {
            row[s].add(statistics[s], value, status, timeMicros);
        }
        statuses[tag] = status;
        inForce[tag] = value;
    }

    /** Whether a span that ends {@code lagRows} before the newest row lies in rows that follow each other. */
    public boolean covers(int spanRows, int lagRows) {
        return rows.length == 0 || spanRows + lagRows <= filled;
    }

    /** Joins the rows of a span; the result is valid until the next call. */
    public Tally over(int statistic, int spanRows, int lagRows) {
        if (spanRows == 1) {
            return row(lagRows)[statistic];
        }
        joined.set(row(lagRows + spanRows - 1)[statistic]);
        for (int back = lagRows + spanRows - 2; back >= lagRows; back--) {
            joined.append(row(back)[statistic], statistics[statistic].modulus());
        }
        return joined;
    }

    private Tally[] row(int back) {
        return rows[(int) ((closed - back) % rows.length)];
    }
}
