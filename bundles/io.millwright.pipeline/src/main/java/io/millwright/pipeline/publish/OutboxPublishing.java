package io.millwright.pipeline.publish;

import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.publish.confirm.OutboxCounters;
import io.millwright.pipeline.state.StateMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;

/** Publishing through the bundle's outboxes. {@link #use} is called by one thread at a time. */
public final class OutboxPublishing implements Publishing {
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
        map.put("outbox.unconfirmed", c.unconfirmed());
        map.put("outbox.failures", c.failures());
        map.put("outbox.reconnects", now == null ? 0L : now.reconnects());
        outboxes.annexes(pipeline, map);
        return map;
    }
}
