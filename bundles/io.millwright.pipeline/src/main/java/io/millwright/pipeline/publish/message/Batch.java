package io.millwright.pipeline.publish.message;

import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.state.StateMessage;
import java.util.List;

/**
 * The content of one message: either decisions of one asset, pipeline and model in the order of their sequence, or one
 * state, or one annex.
 *
 * @param group where the content came from
 * @param decisions the decisions, or empty
 * @param state the state, or null
 * @param annex the annex, or null
 * @param dropped decisions that the pipeline has lost so far
 * @param unconfirmed decisions of the pipeline that were not confirmed in time
 */
public record Batch(
        Group group,
        List<PipelineDecision> decisions,
        StateMessage state,
        Annex annex,
        long dropped,
        long unconfirmed) {
    /** Creates a batch of decisions, or of a state. */
    public Batch(Group group, List<PipelineDecision> decisions, StateMessage state, long dropped, long unconfirmed) {
        this(group, decisions, state, null, dropped, unconfirmed);
    }

    /** Creates a batch. */
    public Batch {
        decisions = List.copyOf(decisions);
    }

    /** Returns the newest decision; there must be one. */
    public PipelineDecision newest() {
        return decisions.get(decisions.size() - 1);
    }
}
