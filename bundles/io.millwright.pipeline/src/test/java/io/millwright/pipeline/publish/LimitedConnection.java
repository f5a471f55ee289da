package io.millwright.pipeline.publish;

import io.millwright.pipeline.publish.message.Batch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Kura's data service before a broker: it stores a message at once, sends one per interval in the order in which they
 * came, and the broker confirms each after the round trip. As shipped the interval is one second.
 */
final class LimitedConnection implements PolicyHarness.Publisher {
    /** One message that was sent. */
    record Sent(long millis, Batch batch) {}

    private final PolicyHarness outbox;
    private final long intervalMillis;
    private final long roundTripMillis;
    private final int lostEvery;
    private final Deque<String> store = new ArrayDeque<>();
    private long lastSentMillis;
    final List<Sent> sent = new ArrayList<>();
    int deepestStore;

    /**
     * Creates it.
     *
     * @param intervalMillis time between two messages, 0 for no limit
     * @param roundTripMillis time from sending to the confirmation
     * @param lostEvery every so-manieth confirmation is lost, 0 for none
     */
    LimitedConnection(PolicyHarness outbox, long intervalMillis, long roundTripMillis, int lostEvery) {
        this.outbox = outbox;
        this.intervalMillis = intervalMillis;
        this.roundTripMillis = roundTripMillis;
        this.lostEvery = lostEvery;
        this.lastSentMillis = -intervalMillis;
    }

    static LimitedConnection asShipped(PolicyHarness outbox) {
        return new LimitedConnection(outbox, 1_000, 20, 0);
    }

    @Override
    public String publish(Batch batch) {
        String id = outbox.nextId();
        store.add(id);
        deepestStore = Math.max(deepestStore, store.size());
        lastSentMillis = Math.max(lastSentMillis + intervalMillis, outbox.millis());
        outbox.atMillis(lastSentMillis, store::remove);
        sent.add(new Sent(lastSentMillis, batch));
        if (lostEvery == 0 || sent.size() % lostEvery != 0) {
            outbox.atMillis(lastSentMillis + roundTripMillis, () -> outbox.confirm(id));
        }
        return id;
    }
}
