package io.millwright.pipeline.publish;

import io.millwright.pipeline.publish.message.Annex;

/** The way to the cloud for what hangs on decisions, by each pipeline's own publisher. Thread-safe. */
public interface Annexes {
    /**
     * Hands an annex over; never blocks. Decisions and states go before it; of those that wait in one outbox the oldest beyond {@link
     * OutboxLimits#PENDING_ANNEXES} is dropped, and counted in the pipeline's {@code annexes.dropped}.
     *
     * @return false where the pipeline has no publisher: the annex was not taken, and the caller counts it
     */
    boolean offer(Annex annex);
}
