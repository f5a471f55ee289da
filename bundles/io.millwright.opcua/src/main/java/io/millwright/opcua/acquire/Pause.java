package io.millwright.opcua.acquire;

import io.millwright.opcua.milo.ValueChanges;
import io.millwright.opcua.state.Counters;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A subscription between the loss of its session and the moment when it goes on: the library asks for notifications again before we
 * hear that the session is back, and what comes then must not be lost. Guarded by the delivery.
 */
final class Pause {
    /** Notifications that wait: those of a moment. */
    private static final int MOST_HELD = 1_000;

    private final Counters counters;
    private final Deque<Notification> held = new ArrayDeque<>();
    private boolean paused;
    private boolean broken;

    /** What came for one subscription. */
    record Notification(ItemSubscription from, ValueChanges changes) {}

    Pause(Counters counters) {
        this.counters = counters;
    }

    /** Begins; returns whether the subscription may go on later. */
    boolean begin() {
        paused = !broken;
        return paused;
    }

    boolean on() {
        return paused;
    }

    /** Whether it began and the subscription can go on. */
    boolean lasts() {
        return paused && !broken;
    }

    void end() {
        paused = false;
        discard();
    }

    private void discard() {
        counters.notificationsDiscarded.addAndGet(held.size());
        counters.notificationsHeld.addAndGet(-held.size());
        held.clear();
    }

    /** The server gave the subscription up, or a part of it is lost: during a pause nobody renews it, so it cannot go on. */
    void breaks() {
        if (paused) {
            broken = true;
            discard();
        }
    }

    void hold(Notification notification) {
        if (held.size() == MOST_HELD) {
            breaks();
        }
        if (broken) {
            counters.notificationsDiscarded.incrementAndGet();
        } else {
            held.add(notification);
            counters.notificationsHeld.incrementAndGet();
        }
    }

    /** Returns the next notification, or null. */
    Notification next() {
        Notification next = held.poll();
        if (next != null) {
            counters.notificationsHeld.decrementAndGet();
        }
        return next;
    }
}
