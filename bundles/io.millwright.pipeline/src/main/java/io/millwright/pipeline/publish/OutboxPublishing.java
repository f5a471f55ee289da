package io.millwright.pipeline.publish;

import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.publish.confirm.OutboxCounters;
import io.millwright.pipeline.state.StateMessage;
import io.millwright.supervision.Balance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;

/** Publishing through the bundle's outboxes. {@link #use} is called by one thread at a time. */
public final class OutboxPublishing implements Publishing {
    private static final List<Balance> BALANCES = List.of(
            Balance.of("outbox", "decisions")
                    .ofBundle()
                    .came("outbox.offered")
                    .passed("outbox.published")
                    .waiting("outbox.pending")
                    .lost(
                            "outbox.dropped",
                            "the publisher took too little for too long, and too many waited; or the bundle stopped")
                    .beside(
                            "outbox.lostBefore",
                            "decisions and windows of earlier starts of the pipeline that reached no outbox"),
            Balance.of("confirmation", "decisions")
                    .ofBundle()
                    .came("outbox.published")
                    .passed("outbox.confirmed")
                    .waiting("outbox.inFlight")
                    .withheld("outbox.unconfirmable", "the publisher has QoS 0, which is never confirmed")
                    .lost(
                            "outbox.unconfirmed",
                            "the broker did not confirm them in time; they may have come all the same"),
            Balance.of("annexes", "explanations and recommendations")
                    .ofBundle()
                    .came("annexes.offered")
                    .passed("annexes.published")
                    .waiting("annexes.pending")
                    .lost("annexes.dropped", "too many waited, or the publisher changed"));

    private final Outboxes outboxes;
    private final String pipeline;
    private CloudPublisher publisher;
    private volatile Outbox outbox;
    private volatile boolean reconnect = true;

    /** Creates a way to the cloud without a publisher. */
    public OutboxPublishing(Outboxes outboxes, String pipeline) {
        this.outboxes = outboxes;
        this.pipeline = pipeline;
    }

    @Override
    public boolean use(CloudPublisher next, String pid) {
        if (next == publisher) {
            return false;
        }
        Outbox old = outbox;
        outbox = next == null ? null : outboxes.acquire(next, pid);
        outboxes.inUse(pipeline, old, outbox);
        publisher = next;
        allowReconnect(reconnect);
        if (old != null) {
            old.allowReconnect(pipeline, false);
            outboxes.release(old);
        }
        return true;
    }

    @Override
    public void allowReconnect(boolean allow) {
        reconnect = allow;
        Outbox now = outbox;
        if (now != null) {
            now.allowReconnect(pipeline, allow);
        }
    }

    @Override
    public boolean offer(PipelineDecision decision) {
        Outbox now = outbox;
        return now != null && now.offer(decision);
    }

    @Override
    public void offer(StateMessage message) {
        Outbox now = outbox;
        if (now != null) {
            now.offer(message);
        }
    }

    @Override
    public void ended(long lost) {
        outboxes.lostBefore(pipeline, lost);
    }

    @Override
    public boolean present() {
        return outbox != null;
    }

    @Override
    public OutboxState state() {
        Outbox now = outbox;
        return now == null ? OutboxState.OK : now.state();
    }

    @Override
    public List<Balance> balances() {
        return BALANCES;
    }

    @Override
    public Map<String, Long> counters() {
        Outbox now = outbox;
        OutboxCounters c = outboxes.counters(pipeline);
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("outbox.offered", c.offered());
        map.put("outbox.pending", c.pending());
        map.put("outbox.dropped", c.dropped());
        map.put("outbox.lostBefore", outboxes.lostBefore(pipeline));
        map.put("outbox.published", c.published());
        map.put("outbox.messages", c.messages());
        map.put("outbox.merged", c.merged());
        map.put("outbox.confirmed", c.confirmed());
        map.put("outbox.inFlight", c.inFlight());
        map.put("outbox.unconfirmed", c.unconfirmed());
        map.put("outbox.unconfirmable", c.withoutConfirmation());
        map.put("outbox.failures", c.failures());
        map.put("outbox.reconnects", now == null ? 0L : now.reconnects());
        outboxes.annexes(pipeline, map);
        return map;
    }
}
