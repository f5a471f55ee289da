package io.millwright.pipeline.publish;

import io.millwright.pipeline.state.SupervisedState;
import io.millwright.supervision.Balance;
import io.millwright.supervision.Delivering;
import io.millwright.supervision.Durations;
import io.millwright.supervision.Measured;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** How one outbox is, and what went through it. Thread-safe. */
final class SupervisedOutbox implements Supervised, Measured, Delivering {
    private final String publisherPid;
    private final Supplier<OutboxState> outbox;
    private final Supplier<Map<String, Long>> counters;
    private final OutboxPolicy policy;
    private volatile OutboxState.Code code = OutboxState.Code.OK;
    private volatile long sinceMicros = nowMicros();

    /** @param policy asked only for what any thread may ask it */
    SupervisedOutbox(
            String publisherPid,
            Supplier<OutboxState> outbox,
            Supplier<Map<String, Long>> counters,
            OutboxPolicy policy) {
        this.policy = policy;
        this.publisherPid = publisherPid;
        this.outbox = outbox;
        this.counters = counters;
    }

    private static long nowMicros() {
        return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
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
        return counters.get();
    }

    @Override
    public List<Balance> balances() {
        return PublisherCount.BALANCES;
    }

    @Override
    public List<Durations> durations() {
        return policy.durations();
    }

    @Override
    public long lastConfirmedMicros() {
        return policy.lastConfirmedMicros();
    }

    @Override
    public List<? extends Supervised> parts() {
        return List.of();
    }
}
