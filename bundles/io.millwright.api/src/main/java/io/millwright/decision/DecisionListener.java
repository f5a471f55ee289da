package io.millwright.decision;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * An OSGi service that is told every decision. Called on a thread of the pipeline bundle that serves no lane, one call at a
 * time per listener, in the order of each asset's sequence. What a slow listener does not take is dropped for it, oldest
 * first, and counted. A Throwable is logged with its stack, and the next decision comes. Methods added later will be default
 * methods.
 */
@ConsumerType
public interface DecisionListener {
    /**
     * A decision was made.
     *
     * @param decision what was decided
     * @param inputs what the model saw; null unless {@link #wantsInputs}, or {@link #wantsTensors} of a decision that is explained,
     *     and where there was nothing to see
     */
    void decided(Decision decision, FeatureSnapshot inputs);

    /** Whether the inputs are wanted, which costs a copy per decision. Read when the service is bound. */
    default boolean wantsInputs() {
        return false;
    }

    /**
     * Whether the whole inputs of decisions that are to be explained are wanted, see {@link FeatureSnapshot#input}: alarms, and what a
     * pipeline's form adds. They cost a copy per such decision. Read when the service is bound.
     */
    default boolean wantsTensors() {
        return false;
    }
}
