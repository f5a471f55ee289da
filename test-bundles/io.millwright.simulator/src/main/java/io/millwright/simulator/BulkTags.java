package io.millwright.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * Load: {@code pipelines × tags} doubles, named {@code P<pipeline>.t<tag>} from 0, all changed at once per period. The
 * value is a function of seed, tag and time, even in [-1, 1), so a receiver can recompute every row.
 */
final class BulkTags implements Signal {
    private final long seed;
    private final long periodMicros;
    private final List<Tag> tags;
    private volatile long rows;
    private volatile long firstMicros;
    private volatile long lastMicros;

    BulkTags(int pipelines, int tagsPerPipeline, long seed, long periodMicros) {
        this.seed = seed;
        this.periodMicros = periodMicros;
        List<Tag> all = new ArrayList<>(pipelines * tagsPerPipeline);
        for (int p = 0; p < pipelines; p++) {
            for (int t = 0; t < tagsPerPipeline; t++) {
                all.add(new Tag("P" + p + ".t" + t, TagType.DOUBLE).every(periodMicros));
            }
        }
        tags = List.copyOf(all);
    }

    @Override
    public List<Tag> tags() {
        return tags;
    }

    @Override
    public long periodMicros() {
        return periodMicros;
    }

    @Override
    public void write(long scheduledMicros) {
        for (int i = 0; i < tags.size(); i++) {
            tags.get(i).write(value(seed, i, scheduledMicros), Statuses.GOOD, scheduledMicros);
        }
        if (rows == 0) {
            firstMicros = scheduledMicros;
        }
        lastMicros = scheduledMicros;
        rows = rows + 1;
    }

    /** Rows written so far; each changed every tag once. */
    long rows() {
        return rows;
    }

    /** Source time of the first row, microseconds since 1970 UTC; 0 before it. */
    long firstMicros() {
        return firstMicros;
    }

    /** Source time of the newest row, microseconds since 1970 UTC; 0 before the first. */
    long lastMicros() {
        return lastMicros;
    }

    /** The mixing function of SplitMix64 (Steele, Lea, Flood 2014) over seed, tag and time. */
    static double value(long seed, int tag, long micros) {
        long z = seed + micros * 0x9E3779B97F4A7C15L + tag * 0xD1342543DE82EF95L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return (z >> 11) * 0x1.0p-52;
    }
}
