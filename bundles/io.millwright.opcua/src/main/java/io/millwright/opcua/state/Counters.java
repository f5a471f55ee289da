package io.millwright.opcua.state;

import java.util.concurrent.atomic.AtomicLong;

/** What happened since activation; visible in the service property {@code millwright.counters}. Thread-safe. */
public final class Counters {
    /** Sessions that replaced one that was lost. */
    public final AtomicLong reconnects = new AtomicLong();
    /** Notifications that were lost and could not be republished. */
    public final AtomicLong droppedNotifications = new AtomicLong();
    /** Samples without a usable SourceTimestamp. */
    public final AtomicLong timestampFallbacks = new AtomicLong();
    /** Values before which the server's queue dropped some. */
    public final AtomicLong queueOverflows = new AtomicLong();
    /** Reads that were due while one still ran. */
    public final AtomicLong skippedPolls = new AtomicLong();
    /** Subscribers whose listener threw. */
    public final AtomicLong failedListeners = new AtomicLong();

    private volatile int badTags;
    private volatile int tags;

    /** Sets how many tags there are, and how many of them are not Good. */
    public void tags(int total, int bad) {
        tags = total;
        badTags = bad;
    }

    /** Returns the counters as {@code name=value} pairs. */
    public String text() {
        return "tags=" + tags + " tags.bad=" + badTags + " reconnects=" + reconnects + " notifications.dropped="
                + droppedNotifications + " timestamp.fallbacks=" + timestampFallbacks + " queue.overflows="
                + queueOverflows + " polls.skipped=" + skippedPolls + " listeners.failed=" + failedListeners;
    }

    /** Returns for people what tells a healthy connection from another one. */
    String headline() {
        return reconnects + " reconnects, " + droppedNotifications + " notifications lost, " + timestampFallbacks
                + " samples without a usable source time, " + queueOverflows + " queue overflows";
    }
}
