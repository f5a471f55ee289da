package io.millwright.pipeline.outbox;

/** Hears of an outbox's state. */
@FunctionalInterface
public interface OutboxListener {
    /**
     * The state changed. Called on the outbox's thread without a lock held (so never
     * while a call of publish runs), once with the present state after the
     * listener was added and then at each transition; must return soon and never call {@link Outboxes#release}.
     */
    void outboxState(OutboxState state);
}
