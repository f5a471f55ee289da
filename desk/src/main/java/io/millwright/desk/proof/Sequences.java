package io.millwright.desk.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The numbers of one asset's decisions that came, as ranges, and in which order. Not thread-safe. */
final class Sequences {
    /** Numbers from one to another, both included. */
    record Range(long first, long last) {
        long count() {
            return last - first + 1;
        }
    }

    /** End of each range by its start. */
    private final NavigableMap<Long, Long> came = new TreeMap<>();

    /** Greatest number of each run by the run. */
    private final NavigableMap<Long, Long> ofRun = new TreeMap<>();

    private long count;
    private long duplicates;
    private long reordered;
    private long newest = Long.MIN_VALUE;

    void came(long run, long sequence) {
        Map.Entry<Long, Long> before = came.floorEntry(sequence);
        if (before != null && sequence <= before.getValue()) {
            duplicates++;
            return;
        }
        count++;
        if (sequence < newest) {
            reordered++;
        }
        newest = Math.max(newest, sequence);
        ofRun.merge(run, sequence, Math::max);
        long first = before != null && before.getValue() == sequence - 1 ? before.getKey() : sequence;
        Long after = came.remove(sequence + 1);
        came.put(first, after == null ? sequence : after);
    }

    /** Returns the numbers between the least and the greatest that did not come. */
    List<Range> gaps() {
        List<Range> gaps = new ArrayList<>();
        long expected = Long.MIN_VALUE;
        for (Map.Entry<Long, Long> range : came.entrySet()) {
            if (expected != Long.MIN_VALUE) {
                gaps.add(new Range(expected, range.getKey() - 1));
            }
            expected = range.getValue() + 1;
        }
        return gaps;
    }

    /** Whether a gap lies behind the last number of a run that came, and before the first of the next one. */
    boolean isBetweenRuns(Range gap) {
        return ofRun.values().stream().anyMatch(last -> last == gap.first() - 1)
                && ofRun.lastEntry().getValue() >= gap.last();
    }

    long count() {
        return count;
    }

    long duplicates() {
        return duplicates;
    }

    /** Returns how many came after a greater one, and were none of the duplicates. */
    long reordered() {
        return reordered;
    }
}
