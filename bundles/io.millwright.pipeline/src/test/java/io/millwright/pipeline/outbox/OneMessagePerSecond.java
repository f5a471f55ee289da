package io.millwright.pipeline.outbox;

import java.util.ArrayDeque;
import java.util.Deque;

/** Kura's data service as shipped: it stores at once, sends one message per second, and the broker acknowledges it. */
final class OneMessagePerSecond implements PolicyHarness.Publisher {
    private static final long ROUND_TRIP_MILLIS = 20;

    private final PolicyHarness outbox;
    private final Deque<String> store = new ArrayDeque<>();
    private long lastSentMillis = -1_000;
    int deepestStore;

    OneMessagePerSecond(PolicyHarness outbox) {
        this.outbox = outbox;
    }

    @Override
    public String publish(Batch batch) {
        String id = outbox.nextId();
        store.add(id);
        deepestStore = Math.max(deepestStore, store.size());
        lastSentMillis = Math.max(lastSentMillis + 1_000, outbox.millis());
        outbox.atMillis(lastSentMillis, store::remove);
        outbox.atMillis(lastSentMillis + ROUND_TRIP_MILLIS, () -> outbox.confirm(id));
        return id;
    }
}
