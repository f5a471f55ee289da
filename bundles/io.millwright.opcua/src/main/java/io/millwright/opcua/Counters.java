package io.millwright.opcua;

import java.util.concurrent.atomic.AtomicLong;

/** What happened since activation; visible in the service property {@code millwright.counters}. Thread-safe. */
final class Counters {
    final AtomicLong reconnects = new AtomicLong();
    final AtomicLong droppedNotifications = new AtomicLong();
    final AtomicLong timestampFallbacks = new AtomicLong();
    final AtomicLong queueOverflows = new AtomicLong();
    final AtomicLong skippedPolls = new AtomicLong();
    final AtomicLong failedListeners = new AtomicLong();
    private volatile int badTags;
    private volatile int tags;

    void tags(int total, int bad) {
        tags = total;
        badTags = bad;
    }

    /** Returns the counters as {@code name=value} pairs. */
    String text() {
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
