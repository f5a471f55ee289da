package io.millwright.opcua.acquire;

import io.millwright.opcua.milo.ValueChanges;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A subscription between the loss of its session and the moment when it goes on: the library asks for notifications again before we
 * hear that the session is back, and what comes then must not be lost. Guarded by the delivery.
 */
final class Pause {
    /** Notifications that wait: those of a moment. */
    private static final int MOST_HELD = 1_000;

    private final Deque<Notification> held = new ArrayDeque<>();
    private boolean paused;
    private boolean broken;

    /** What came for one subscription. */
    record Notification(ItemSubscription from, ValueChanges changes) {}

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
        held.clear();
    }

    /** The server gave the subscription up, or a part of it is lost: during a pause nobody renews it, so it cannot go on. */
    void breaks() {
        if (paused) {
            broken = true;
            held.clear();
        }
    }

    void hold(Notification notification) {
        if (held.size() == MOST_HELD) {
            breaks();
        } else if (!broken) {
            held.add(notification);
        }
    }

    /** Returns the next notification, or null. */
    Notification next() {
        return held.poll();
    }
}
