package io.millwright.pipeline.window;

import io.millwright.model.Reference;
import io.millwright.pipeline.grid.QualityPolicy;
import io.millwright.pipeline.grid.SampleHistory;
import io.millwright.pipeline.grid.Statistic;
import io.millwright.pipeline.grid.TagValues;
import io.millwright.pipeline.grid.Tally;
import io.millwright.pipeline.shape.AssetShapes;
import io.millwright.pipeline.shape.PictureShape;
import io.millwright.pipeline.window.FeaturePlan.Column;
import io.millwright.status.StatusCodes;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Computes the features of a stretch of time from the samples kept. A model of several rows gets as many equal slices of it.
 * Confined to a lane; allocates nothing after construction.
 */
final class PartFeatures {
    /** A part may be longer or shorter than those of the training by this share of their length. */
    private static final double LENGTH_MARGIN = 0.25;

    private static final String TOO_LONG =
            "the part lasted longer than any of " + FeatureWindow.TRAINING + ": are they two in one?";
    private static final String TOO_SHORT =
            "the part was shorter than any of " + FeatureWindow.TRAINING + ": is it a piece of one?";

    private final FeatureWindow window;
    private final Statistic[] statistics;

    /** By column: whether its picture may be older than the part. */
    private final boolean[] held;

    private final int[][] columnsOfTag;
    private final int[] tagOf;
    private final long[] span;
    private final long[] lag;
    private final int rows;
    private final long reachMicros;

    private final Tally[] tallies;
    private final boolean[] open;
    private final long[] from;
    private final long[] to;
    /** Values in force before the oldest sample kept. */
    private final TagValues base;

    private final TagValues now;

    PartFeatures(FeaturePlan plan, QualityPolicy policy, AssetShapes shapes) {
        window = new FeatureWindow(plan, policy, shapes);
        rows = plan.rows();
        int columns = plan.features().size();
        statistics = new Statistic[columns];
        held = new boolean[columns];
        tagOf = new int[columns];
        span = new long[columns];
        lag = new long[columns];
        tallies = new Tally[columns];
        long reach = 0;
        for (int c = 0; c < columns; c++) {
            Column column = plan.features().get(c);
            statistics[c] = column.shape() != null ? null : plan.statistics().get(column.statistic());
            held[c] = column.shape() instanceof PictureShape picture && picture.held();
            tagOf[c] = column.tag();
            span[c] = column.spanMicros();
            lag[c] = column.lagMicros();
            tallies[c] = new Tally();
            reach = Math.max(reach, column.spanMicros() + column.lagMicros());
        }
        reachMicros = reach;
        columnsOfTag = new int[plan.tagNames().size()][];
        for (int tag = 0; tag < columnsOfTag.length; tag++) {
            int t = tag;
            columnsOfTag[tag] = IntStream.range(0, columns)
                    .filter(c -> tagOf[c] == t && statistics[c] != null)
                    .toArray();
        }
        open = new boolean[columns];
        from = new long[columns];
        to = new long[columns];
        base = new TagValues(columnsOfTag.length);
        now = new TagValues(columnsOfTag.length);
    }

    FeatureWindow window() {
        return window;
    }

    /** Returns how far before a part's start, margin included, samples are needed. */
    long reachMicros() {
        return reachMicros;
    }

    /** Returns why a part that lasted so long is no part like those of the training, or null. */
    String oddLength(long micros) {
        Reference reference = window.reference();
        if (reference == null || reference.greatestPartMillis() == 0) {
            return null;
        }
        double millis = micros / 1000.0;
        boolean longer = millis > reference.greatestPartMillis() * (1 + LENGTH_MARGIN);
        boolean shorter = millis < reference.leastPartMillis() * (1 - LENGTH_MARGIN);
        return longer ? TOO_LONG : shorter ? TOO_SHORT : null;
    }

    /** Forgets the samples before a time but for the values in force then. */
    void trim(SampleHistory samples, long keepFromMicros, long seen) {
        long p = samples.first();
        for (; p < seen && samples.timeMicros(p) < keepFromMicros; p++) {
            note(base, samples, p);
        }
        samples.forgetBefore(p);
    }

    private static void note(TagValues values, SampleHistory samples, long p) {
        if (samples.tag(p) != SampleHistory.NONE) {
            values.set(samples.tag(p), samples.value(p), samples.status(p), samples.timeMicros(p));
        }
    }

    /** Forgets all samples, of each tag what is in force stays known. */
    void restart(TagValues inForce) {
        base.copyOf(inForce);
        window.forgetAll();
    }

    /** A tag's samples have another meaning. */
    void forget(int tag) {
        base.clear(tag);
        window.forget(tag);
    }

    /** Computes the rows of a stretch, end not included. */
    void compute(SampleHistory samples, long startMicros, long endMicros) {
        window.clear();
        now.copyOf(base);
        long p = samples.first();
        for (int row = 0; row < rows; row++) {
            long start = startMicros + (endMicros - startMicros) * row / rows;
            long end = startMicros + (endMicros - startMicros) * (row + 1) / rows;
            p = slice(samples, p, startMicros, start, end);
        }
        window.judge();
    }

    private long slice(SampleHistory samples, long first, long partStart, long start, long end) {
        Arrays.fill(open, false);
        for (int c = 0; c < tallies.length; c++) {
            to[c] = end - lag[c];
            from[c] = span[c] > 0 ? to[c] - span[c] : start - lag[c];
        }
        long p = first;
        long next = first;
        for (; p < samples.end() && samples.timeMicros(p) < end; p++) {
            take(samples, p);
            if (samples.timeMicros(p) < end - reachMicros) {
                next = p + 1;
            }
        }
        window.begin(end);
        for (int c = 0; c < tallies.length; c++) {
            if (statistics[c] == null) {
                last(c, partStart);
                continue;
            }
            if (!open[c]) {
                open(c);
            }
            tallies[c].close(statistics[c], to[c]);
            window.put(c, tallies[c]);
        }
        return reachMicros == 0 ? p : rewind(samples, first, next);
    }

    /** The last array or picture of a part; that of an earlier one says nothing of this, unless it is held. */
    private void last(int c, long partStart) {
        int tag = tagOf[c];
        boolean own = now.timeMicros(tag) != TagValues.NEVER && (held[c] || now.timeMicros(tag) >= partStart);
        window.put(c, own ? now.value(tag) : Double.NaN, own ? now.status(tag) : StatusCodes.BAD_NO_DATA);
    }

    private void take(SampleHistory samples, long p) {
        int tag = samples.tag(p);
        if (tag == SampleHistory.NONE) {
            return;
        }
        long time = samples.timeMicros(p);
        for (int c : columnsOfTag[tag]) {
            if (time >= from[c]) {
                if (!open[c]) {
                    open(c);
                }
                if (time < to[c]) {
                    tallies[c].add(statistics[c], samples.value(p), samples.status(p), time);
                }
            }
        }
        now.set(tag, samples.value(p), samples.status(p), time);
    }

    private void open(int c) {
        open[c] = true;
        tallies[c].open(from[c], now.value(tagOf[c]), now.status(tagOf[c]));
    }

    /** The next slice looks back into this one: what was in force at its reach is found again from the start. */
    private long rewind(SampleHistory samples, long first, long next) {
        if (rows == 1) {
            return first;
        }
        now.copyOf(base);
        for (long p = samples.first(); p < next; p++) {
            note(now, samples, p);
        }
        return next;
    }
}
