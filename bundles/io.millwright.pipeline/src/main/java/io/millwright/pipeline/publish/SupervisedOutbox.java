package io.millwright.pipeline.publish;

import io.millwright.pipeline.state.SupervisedState;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** How one outbox is, and what went through it. Thread-safe; reading waits for nobody. */
final class SupervisedOutbox implements Supervised {
    private final String publisherPid;
    private final Supplier<OutboxState> outbox;
    private final LongSupplier reconnects;
    private final AtomicLong offered = new AtomicLong();
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile OutboxState.Code code = OutboxState.Code.OK;
    private volatile long sinceMicros = nowMicros();

    SupervisedOutbox(String publisherPid, Supplier<OutboxState> outbox, LongSupplier reconnects) {
        this.publisherPid = publisherPid;
        this.outbox = outbox;
        this.reconnects = reconnects;
    }

    private static long nowMicros() {
        return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
    }

    /** A decision was taken. On lanes. */
    void offered() {
        offered.incrementAndGet();
    }

    /** One message with so many decisions was handed to Kura. */
    void published(int decisions) {
        published.addAndGet(decisions);
        messages.incrementAndGet();
    }

    /** An attempt to publish failed. */
    void failed() {
        failures.incrementAndGet();
    }

    /** Notes the state that the outbox has now. */
    void entered(OutboxState now) {
        if (now.code() != code) {
            code = now.code();
            sinceMicros = nowMicros();
        }
    }

    @Override
    public String pid() {
        return publisherPid;
    }

    @Override
    public String kind() {
        return "publisher";
    }

    @Override
    public State state() {
        OutboxState now = outbox.get();
        entered(now);
        return new SupervisedState(
                now.code().name(),
                severity(now.code()),
                sinceMicros,
                now.diagnosis().what(),
                now.diagnosis().remedy());
    }

    private static State.Severity severity(OutboxState.Code code) {
        return code == OutboxState.Code.OK || code == OutboxState.Code.CLOSED
                ? State.Severity.INFO
                : State.Severity.WARNING;
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("offered", offered.get());
        map.put("published", published.get());
        map.put("messages", messages.get());
        map.put("failures", failures.get());
        map.put("reconnects", reconnects.getAsLong());
        return map;
    }

    @Override
    public List<? extends Supervised> parts() {
        return List.of();
    }
}
