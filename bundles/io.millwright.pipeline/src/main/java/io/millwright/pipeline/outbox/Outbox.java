package io.millwright.pipeline.outbox;

/**
 * Takes decisions and publishes them through one cloud publisher, on a thread of its own. Thread-safe. Got from
 * {@link Outboxes#acquire}.
 */
public final class Outbox {
    Outbox() {}

    /**
     * Takes a decision. Never blocks on the publisher.
     *
     * @return false where the outbox is closed; the decision is counted as dropped
     */
    public boolean offer(Decision decision) {
        return false;
    }

    /** Takes a state message; of those that wait for one component the latest is sent. Never blocks on the publisher. */
    public void offer(StateMessage message) {}

    /** Returns what became of a pipeline's decisions; the same as {@link Outboxes#counters}. */
    public OutboxCounters counters(String pipeline) {
        return new OutboxCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false);
    }

    /** Returns the present state. */
    public OutboxState state() {
        return OutboxState.OK;
    }

    /** Adds a listener, which first hears the present state. */
    public void addListener(OutboxListener listener) {}

    /** Removes a listener; a call that runs may still end. */
    public void removeListener(OutboxListener listener) {}
}
