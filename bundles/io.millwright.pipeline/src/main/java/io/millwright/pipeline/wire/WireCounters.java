package io.millwright.pipeline.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What the ports counted. Thread-safe. */
public final class WireCounters {
    /** Records that came, of which none was dropped. */
    final AtomicLong received = new AtomicLong();
    /** Records among these without any value that the model takes: a timer's, an empty one. */
    final AtomicLong valueless = new AtomicLong();
    /** Records that came and were dropped because too many waited. */
    final AtomicLong dropped = new AtomicLong();
    /** Stated times that cannot be; the gateway's took their place. */
    final AtomicLong timesReplaced = new AtomicLong();
    /** Values not used because two assets deliver a tag of one name. */
    final AtomicLong ambiguous = new AtomicLong();
    /** Properties that were not looked at because there are too many names. */
    final AtomicLong unread = new AtomicLong();
    /** Times that a tag became Bad because nothing was heard of it. */
    final AtomicLong stale = new AtomicLong();
    /** Records emitted, over all ports. */
    final AtomicLong emitted = new AtomicLong();
    /** Decisions and states that were dropped because the components behind the ports were too slow. */
    final AtomicLong emitDropped = new AtomicLong();
    /** Calls of wires that failed. */
    final AtomicLong emitFailed = new AtomicLong();
    /** Exceptions that nobody expected, while records were read. */
    final AtomicLong bugs = new AtomicLong();

    /** Returns the counters by name, in a fixed order. */
    public Map<String, Long> asMap() {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("wire.records", received.get());
        map.put("wire.records.valueless", valueless.get());
        map.put("wire.records.dropped", dropped.get());
        map.put("wire.times.replaced", timesReplaced.get());
        map.put("wire.values.ambiguous", ambiguous.get());
        map.put("wire.values.unread", unread.get());
        map.put("wire.tags.stale", stale.get());
        map.put("wire.emitted", emitted.get());
        map.put("wire.emitted.dropped", emitDropped.get());
        map.put("wire.emitted.failed", emitFailed.get());
        map.put("wire.bugs", bugs.get());
        return map;
    }
}
