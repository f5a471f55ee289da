package io.millwright.pipeline.wire;

import io.millwright.supervision.Balance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What the ports counted. Thread-safe. */
public final class WireCounters {
    /** Records that came; an envelope without one counts as one. */
    final AtomicLong came = new AtomicLong();
    /** Decisions and states that were taken to be emitted. */
    final AtomicLong taken = new AtomicLong();
    /** Decisions and states that were emitted, each into the ports that it is for. */
    final AtomicLong told = new AtomicLong();
    /** Decisions and states that wait, or are being emitted. */
    final AtomicLong waiting = new AtomicLong();
    /** Records that wait, or are being read. */
    final AtomicLong unread = new AtomicLong();
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
    final AtomicLong unreadValues = new AtomicLong();
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

    /** The equations of the ports. */
    public static final List<Balance> BALANCES = List.of(
            Balance.of("wire.records", "records")
                    .came("wire.records.came")
                    .passed("wire.records")
                    .waiting("wire.records.waiting")
                    .lost("wire.records.dropped", "more came than can be read, or the component stopped, or a bug"),
            Balance.of("wire.outlet", "decisions and states")
                    .came("wire.outlet.taken")
                    .passed("wire.outlet.told")
                    .waiting("wire.outlet.waiting")
                    .lost("wire.emitted.dropped", "what lies behind the ports was too slow, or the component stopped")
                    .lost("wire.emitted.failed", "what lies behind a port failed"));

    /** Returns the counters by name, in a fixed order. */
    public Map<String, Long> asMap() {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("wire.records.came", came.get());
        map.put("wire.records", received.get());
        map.put("wire.records.waiting", unread.get());
        map.put("wire.records.valueless", valueless.get());
        map.put("wire.records.dropped", dropped.get());
        map.put("wire.times.replaced", timesReplaced.get());
        map.put("wire.values.ambiguous", ambiguous.get());
        map.put("wire.values.unread", unreadValues.get());
        map.put("wire.tags.stale", stale.get());
        map.put("wire.outlet.taken", taken.get());
        map.put("wire.outlet.told", told.get());
        map.put("wire.outlet.waiting", waiting.get());
        map.put("wire.emitted", emitted.get());
        map.put("wire.emitted.dropped", emitDropped.get());
        map.put("wire.emitted.failed", emitFailed.get());
        map.put("wire.bugs", bugs.get());
        return map;
    }
}
