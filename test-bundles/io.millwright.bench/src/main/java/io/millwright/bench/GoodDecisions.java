package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** When a pipeline of one asset decided well, by the ends of its windows in source time. Thread-safe. */
final class GoodDecisions {
    private final String pipeline;
    private final TreeSet<Long> endMicros = new TreeSet<>();

    GoodDecisions(String pipeline) {
        this.pipeline = pipeline;
    }

    /** Takes one line of the receiver. */
    synchronized void decision(String line) {
        JsonObject decision = Json.parse(line).asObject();
        if ("decision".equals(decision.getString("kind", ""))
                && pipeline.equals(decision.getString("pipeline", ""))
                && "GOOD".equals(decision.getString("quality", ""))) {
            endMicros.add(decision.getLong("windowEnd", 0));
        }
    }

    /** Whether a window decided well that ended after that moment. */
    synchronized boolean since(long micros) {
        return endMicros.higher(micros) != null;
    }

    /**
     * Returns the times from one good window to the next that are longer than the least one, ms, in their order.
     *
     * @param fromMicros gaps that end after it
     * @param toMicros and begin before it; they may end later
     */
    synchronized long[] gapsMillis(long fromMicros, long toMicros, long leastMillis) {
        Long before = endMicros.lower(fromMicros);
        return endMicros.subSet(before == null ? fromMicros : before, toMicros).stream()
                .flatMapToLong(end -> {
                    Long next = endMicros.higher(end);
                    return next == null ? LongStream.empty() : LongStream.of(next - end);
                })
                .map(TimeUnit.MICROSECONDS::toMillis)
                .filter(gap -> gap > leastMillis)
                .toArray();
    }
}
