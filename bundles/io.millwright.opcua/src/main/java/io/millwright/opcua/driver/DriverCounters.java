package io.millwright.opcua.driver;

import io.millwright.supervision.Balance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What assets did with the driver since activation. Thread-safe. */
public final class DriverCounters {
    /** Reads that assets asked for. */
    final AtomicLong reads = new AtomicLong();
    /** Reads that gave nothing. */
    final AtomicLong readsFailed = new AtomicLong();
    /** Channels of reads that failed, each by itself. */
    final AtomicLong channelsFailed = new AtomicLong();
    /** Values written. */
    final AtomicLong writes = new AtomicLong();
    /** Values not written, because writing is off or there were too many. */
    final AtomicLong writesRefused = new AtomicLong();
    /** Values that could not be written. */
    final AtomicLong writesFailed = new AtomicLong();
    /** Values for listeners. */
    final AtomicLong eventsHeard = new AtomicLong();
    /** Values that wait, or are being told. */
    final AtomicLong eventsWaiting = new AtomicLong();
    /** Values of listeners that had been unregistered meanwhile. */
    final AtomicLong eventsUnwanted = new AtomicLong();
    /** Values told to listeners. */
    final AtomicLong events = new AtomicLong();
    /** Values that newer ones pushed out, because listeners were too slow. */
    final AtomicLong eventsDropped = new AtomicLong();
    /** Listeners that threw. */
    final AtomicLong eventsFailed = new AtomicLong();
    /** Calls that ended with a bug. */
    final AtomicLong unexpected = new AtomicLong();

    /** The equation of what listeners are told. */
    public static final List<Balance> BALANCES = List.of(Balance.of("events", "values for listeners")
            .came("driver.events.heard")
            .passed("driver.events")
            .waiting("driver.events.waiting")
            .withheld("driver.events.unwanted", "the listener had been unregistered meanwhile")
            .lost("driver.events.dropped", "the listeners were too slow, or the driver stopped")
            .beside("driver.events.failed", "the listener failed when it was told"));

    private volatile int listeners;

    void listeners(int now) {
        listeners = now;
    }

    /** Returns the counters by name, in a fixed order. */
    public Map<String, Long> all() {
        Map<String, Long> all = new LinkedHashMap<>();
        all.put("driver.listeners", (long) listeners);
        all.put("driver.reads", reads.get());
        all.put("driver.reads.failed", readsFailed.get());
        all.put("driver.channels.failed", channelsFailed.get());
        all.put("driver.writes", writes.get());
        all.put("driver.writes.refused", writesRefused.get());
        all.put("driver.writes.failed", writesFailed.get());
        all.put("driver.events.heard", eventsHeard.get());
        all.put("driver.events.waiting", eventsWaiting.get());
        all.put("driver.events.unwanted", eventsUnwanted.get());
        all.put("driver.events", events.get());
        all.put("driver.events.dropped", eventsDropped.get());
        all.put("driver.events.failed", eventsFailed.get());
        all.put("driver.unexpected", unexpected.get());
        return all;
    }

    /** Returns for people what tells a healthy driver from another one. */
    public String headline() {
        return reads + " reads, " + readsFailed + " failed, " + writes + " values written, " + writesRefused
                + " refused, " + events + " values told to listeners, " + eventsDropped + " dropped";
    }
}
