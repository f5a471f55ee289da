package io.millwright.opcua.asset;

import io.millwright.opcua.state.ClockOffset;
import io.millwright.opcua.state.Delivered;
import io.millwright.supervision.Balance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What happened since activation. Thread-safe. */
final class AssetCounters {
    /** Reads of the asset that came to an end, well or not. */
    final AtomicLong reads = new AtomicLong();
    /** Reads that failed as a whole. */
    final AtomicLong readsFailed = new AtomicLong();
    /** Reads that came back after the time-out, whose values were not used. */
    final AtomicLong readsLate = new AtomicLong();
    /** Reads that were due while one still ran. */
    final AtomicLong readsSkipped = new AtomicLong();
    /** Records of channels that the asset does not list. */
    final AtomicLong recordsUnknown = new AtomicLong();
    /** Records of reads that were looked at. */
    final AtomicLong records = new AtomicLong();
    /** Records that say what was known. */
    final AtomicLong repeated = new AtomicLong();
    /** Records of before what was heard meanwhile. */
    final AtomicLong superseded = new AtomicLong();
    /** What was delivered. */
    final Delivered delivered = new Delivered();
    /** Values heard from the driver. */
    final AtomicLong events = new AtomicLong();
    /** Values heard while the tags were Bad_NoCommunication, not used. */
    final AtomicLong eventsIgnored = new AtomicLong();
    /** Changes that a read found and the listener never told. */
    final AtomicLong listenerMisses = new AtomicLong();
    /** Samples without a usable time of the driver. */
    final AtomicLong timestampFallbacks = new AtomicLong();
    /** What the times that the driver states say of its clock and the gateway's. */
    final ClockOffset clock = new ClockOffset();
    /** Subscribers whose listener threw. */
    final AtomicLong failedListeners = new AtomicLong();
    /** Times that settings which the component runtime had missed were delivered. */
    final AtomicLong configurationsRecovered = new AtomicLong();

    /** The equation of an asset as a source. */
    static final List<Balance> BALANCES = List.of(Balance.of("values", "values")
            .came("records")
            .came("events")
            .came("samples.made")
            .passed("samples.delivered")
            .withheld("records.repeated", "they say what was known")
            .withheld("records.superseded", "something newer had been heard meanwhile")
            .withheld("records.unknown", "the asset does not list their channel")
            .withheld("events.ignored", "the asset was away, and is read anew when it is back")
            .beside("listener.misses", "a change that a read found and the driver's listener never told"));

    private static final long SHOWN_ANEW_MILLIS = 50;

    private volatile long clockOffsetMillis;
    private volatile int tags;
    private volatile int badTags;

    /** Sets how many tags there are, and how many of them are not Good. */
    void tags(int total, int bad) {
        tags = total;
        badTags = bad;
    }

    /** Takes over the clocks' estimate where it changed visibly. */
    void clockOffset() {
        long millis = Math.round(clock.micros() / 1_000.0);
        if (Math.abs(millis - clockOffsetMillis) >= SHOWN_ANEW_MILLIS) {
            clockOffsetMillis = millis;
        }
    }

    /** Returns by how many milliseconds the driver's clock is ahead of the gateway's, 0 while that is not known. */
    long clockOffsetMillis() {
        return clockOffsetMillis;
    }

    /** Returns the counters by name, in a fixed order. */
    Map<String, Long> all() {
        Map<String, Long> all = new LinkedHashMap<>();
        all.put("tags", (long) tags);
        all.put("tags.bad", (long) badTags);
        all.put("reads", reads.get());
        all.put("reads.failed", readsFailed.get());
        all.put("reads.late", readsLate.get());
        all.put("reads.skipped", readsSkipped.get());
        all.put("records", records.get());
        all.put("records.repeated", repeated.get());
        all.put("records.superseded", superseded.get());
        all.put("records.unknown", recordsUnknown.get());
        all.put("events", events.get());
        all.put("events.ignored", eventsIgnored.get());
        all.put("samples.delivered", delivered.samples.get());
        all.put("samples.made", delivered.made.get());
        all.put("listener.misses", listenerMisses.get());
        all.put("timestamp.fallbacks", timestampFallbacks.get());
        all.put("clock.offset.ms", clockOffsetMillis);
        all.put("listeners.failed", failedListeners.get());
        all.put("configurations.recovered", configurationsRecovered.get());
        return all;
    }

    /** Returns for people what tells a healthy source from another one. */
    String headline() {
        return reads + " reads, " + readsFailed + " failed, " + readsLate + " late, " + readsSkipped + " skipped, "
                + events
                + " values heard, " + listenerMisses + " changes not heard, " + timestampFallbacks
                + " samples without a usable time of the driver";
    }
}
