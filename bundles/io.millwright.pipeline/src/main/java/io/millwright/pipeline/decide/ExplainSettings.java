package io.millwright.pipeline.decide;

import io.millwright.decision.Decision.Role;
import io.millwright.decision.Severity;
import io.millwright.decision.Value;

/**
 * Which decisions are to be explained, and how long that may take. Immutable.
 *
 * @param each with {@link When#EVERY} each so many-th of an asset's decisions, at least 1
 * @param budgetMillis the longest time of one explanation, ms
 */
public record ExplainSettings(When when, int each, int budgetMillis) {
    /** Nothing is explained. */
    public static final ExplainSettings NONE = new ExplainSettings(When.NEVER, 1, 1);

    /** Which decisions. */
    public enum When {
        /** Alarms: where a label changed and a reading has a severity above OK. */
        ALARMS,
        /** None. */
        NEVER,
        /** Alarms, and others now and then. */
        EVERY
    }

    /** Whether a decision is to be explained. On the lane; allocates nothing. */
    public boolean wants(PipelineDecision decision) {
        if (when == When.NEVER
                || decision.role() == Role.SHADOW
                || decision.values().isEmpty()) {
            return false;
        }
        return decision.changed() && alarms(decision) || when == When.EVERY && decision.sequence() % each == 0;
    }

    private static boolean alarms(PipelineDecision decision) {
        for (int i = 0; i < decision.values().size(); i++) {
            Value value = decision.values().get(i);
            if (value.severity() != Severity.OK) {
                return true;
            }
        }
        return false;
    }
}
