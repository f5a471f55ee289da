package io.millwright.pipeline.publish;

import io.millwright.decision.FeatureSnapshot;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.state.StateMessage;
import io.millwright.supervision.Balance;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;

/** A pipeline's way to the cloud, with or without a publisher. Thread-safe. */
public interface Publishing {
    /**
     * Uses another publisher, or none. Blocks while the outbox before is flushed, 5 s at most; never from a lane.
     *
     * @param publisher the publisher, or null
     * @param pid its {@code kura.service.pid}
     * @return whether it is another one than before
     */
    boolean use(CloudPublisher publisher, String pid);

    /** Says whether a stuck cloud connection may be told to reconnect; holds for every publisher used from now on too. */
    void allowReconnect(boolean allow);

    /** Hands a decision over; never blocks. Returns false where nobody takes it. */
    boolean offer(PipelineDecision decision);

    /**
     * As {@link #offer(PipelineDecision)}.
     *
     * @param inputs what the model saw; null unless somebody wants it, and where there was nothing to see
     */
    default boolean offer(PipelineDecision decision, FeatureSnapshot inputs) {
        return offer(decision);
    }

    /** Whether what the model saw is wanted. */
    default boolean wantsInputs() {
        return false;
    }

    /** Hands a state message over, if there is a publisher; never blocks. */
    void offer(StateMessage message);

    /**
     * The pipeline was stopped for good, and its counters go with it.
     *
     * @param lost decisions and windows that it lost before an outbox; the next instance's messages count them
     */
    default void ended(long lost) {}

    /** Whether there is a publisher. */
    boolean present();

    /** Returns how the outbox fares. */
    OutboxState state();

    /** Returns the equations that its counters obey. */
    default List<Balance> balances() {
        return List.of();
    }

    /** Returns the outbox's counters of this pipeline by name. */
    Map<String, Long> counters();
}
