package io.millwright.opcua.state;

import io.millwright.supervision.Balance;
import io.millwright.supervision.Durations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What happened since activation; Thread-safe. */
public final class Counters {
    /** Sessions that replaced one that was lost. */
    public final AtomicLong reconnects = new AtomicLong();
    /** Subscriptions that were replaced within their session. */
    public final AtomicLong renewals = new AtomicLong();
    /** Times that a server was asked for every value again, within the same subscriptions. */
    public final AtomicLong resends = new AtomicLong();
    /** Notifications that were lost and could not be republished. */
    public final AtomicLong droppedNotifications = new AtomicLong();
    /** Notifications with values that came. */
    public final AtomicLong notificationsReceived = new AtomicLong();
    /** Notifications whose values were read. */
    public final AtomicLong notificationsRead = new AtomicLong();
    /** Notifications that wait until it is known whether their subscription goes on. */
    public final AtomicLong notificationsHeld = new AtomicLong();
    /** Notifications of subscriptions that had been given up. */
    public final AtomicLong notificationsDiscarded = new AtomicLong();
    /** Notifications that could not be read to their end. */
    public final AtomicLong notificationsUnreadable = new AtomicLong();
    /** Values of tags that came. */
    public final AtomicLong valuesReceived = new AtomicLong();
    /** Values that differ too little, where the deadband is applied here. */
    public final AtomicLong valuesWithinDeadband = new AtomicLong();
    /** Values that were read again unchanged. */
    public final AtomicLong valuesRepeated = new AtomicLong();
    /** Values of tags that had been removed, or of a reading that had been given up. */
    public final AtomicLong valuesUnwanted = new AtomicLong();
    /** What was delivered. */
    public final Delivered delivered = new Delivered();
    /** Samples without a usable SourceTimestamp. */
    public final AtomicLong timestampFallbacks = new AtomicLong();
    /** Values before which the server's queue dropped some. */
    public final AtomicLong queueOverflows = new AtomicLong();
    /** Items that were made anew because their nodes were gone and came back. */
    public final AtomicLong itemsRecreated = new AtomicLong();
    /** Items that were silent though their variables changed, and were made anew. */
    public final AtomicLong itemsSilent = new AtomicLong();
    /** Reads that were due while one still ran. */
    public final AtomicLong skippedPolls = new AtomicLong();
    /** Subscribers whose listener threw. */
    public final AtomicLong failedListeners = new AtomicLong();

    /** Times that settings which the component runtime had missed were delivered. */
    public final AtomicLong configurationsRecovered = new AtomicLong();
    /** Times that a clock was set, the source's or the server's. */
    public final AtomicLong clockSteps = new AtomicLong();
    /** What the clocks say of each other. */
    public final ClockOffset clock = new ClockOffset();

    /** How old values are when they come. */
    public final Durations age = new Durations(
            "received",
            "From the source's time of the newest value of a notification to its arrival by the gateway's clock");

    /** The equations of a connection. */
    public static final List<Balance> BALANCES = List.of(
            Balance.of("notifications", "notifications")
                    .came("notifications.received")
                    .passed("notifications.read")
                    .waiting("notifications.held")
                    .withheld(
                            "notifications.discarded",
                            "their subscription was replaced, which brings the values of now")
                    .lost("notifications.unreadable", "the server wrote what cannot be read")
                    .beside(
                            "notifications.dropped",
                            "the network lost them, and the server did not keep them for another try"),
            Balance.of("values", "values")
                    .came("values.received")
                    .came("samples.made")
                    .passed("samples.delivered")
                    .withheld("values.deadband", "they differ by less than the tag's deadband")
                    .withheld("values.repeated", "they were read again unchanged")
                    .withheld("values.unwanted", "their tag had been removed meanwhile")
                    .beside(
                            "queue.overflows",
                            "the server's own queue dropped some before these; how many it does not say"));

    private static final long SHOWN_ANEW_MILLIS = 50;

    private volatile long clockOffsetMillis;
    private volatile int badTags;
    private volatile Map<String, Long> limits = Map.of();
    private volatile int tags;
    private volatile int rejectedCertificates;

    /** Sets how many tags there are, and how many of them are not Good. */
    public void tags(int total, int bad) {
        tags = total;
        badTags = bad;
    }

    /** Sets how many certificates wait on the rejected list. */
    public void rejectedCertificates(int waiting) {
        rejectedCertificates = waiting;
    }

    /** Takes over what was learned of the server's limits, by name. */
    public void limits(Map<String, Long> learned) {
        limits = learned;
    }

    /** Takes over the clocks' estimate where it changed visibly. */
    public void clockOffset() {
        long millis = Math.round(clock.micros() / 1_000.0);
        if (Math.abs(millis - clockOffsetMillis) >= SHOWN_ANEW_MILLIS) {
            clockOffsetMillis = millis;
        }
    }

    /** Returns by how many milliseconds the source clock is ahead of the server's, 0 while that is not known. */
    public long clockOffsetMillis() {
        return clockOffsetMillis;
    }

    /** Returns the counters by name, in a fixed order. */
    public Map<String, Long> all() {
        Map<String, Long> all = new LinkedHashMap<>();
        all.put("tags", (long) tags);
        all.put("tags.bad", (long) badTags);
        all.put("reconnects", reconnects.get());
        all.put("renewals", renewals.get());
        all.put("resends", resends.get());
        all.put("notifications.received", notificationsReceived.get());
        all.put("notifications.read", notificationsRead.get());
        all.put("notifications.held", notificationsHeld.get());
        all.put("notifications.discarded", notificationsDiscarded.get());
        all.put("notifications.unreadable", notificationsUnreadable.get());
        all.put("notifications.dropped", droppedNotifications.get());
        all.put("values.received", valuesReceived.get());
        all.put("values.deadband", valuesWithinDeadband.get());
        all.put("values.repeated", valuesRepeated.get());
        all.put("values.unwanted", valuesUnwanted.get());
        all.put("samples.delivered", delivered.samples.get());
        all.put("samples.made", delivered.made.get());
        all.put("timestamp.fallbacks", timestampFallbacks.get());
        all.put("queue.overflows", queueOverflows.get());
        all.put("items.recreated", itemsRecreated.get());
        all.put("items.silent", itemsSilent.get());
        all.put("polls.skipped", skippedPolls.get());
        all.put("listeners.failed", failedListeners.get());
        all.put("configurations.recovered", configurationsRecovered.get());
        all.put("clock.offset.ms", clockOffsetMillis);
        all.put("clock.steps", clockSteps.get());
        all.put("certificates.rejected", (long) rejectedCertificates);
        all.putAll(limits);
        return all;
    }

    /** Returns for people what tells a healthy connection from another one. */
    String headline() {
        return reconnects + " reconnects, " + droppedNotifications + " notifications lost, " + timestampFallbacks
                + " samples without a usable source time, " + queueOverflows + " queue overflows, source clock "
                + Math.abs(clockOffsetMillis) + " ms " + (clockOffsetMillis < 0 ? "behind" : "ahead of")
                + " the server's, " + clockSteps + " clock steps";
    }
}
