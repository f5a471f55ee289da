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
     * @param inputs what the model saw; null unless {@link #wantsInputs(String)}, {@link #wantsPictures}, or {@link #wantsTensors} of a decision that is explained,
     *     and where there was nothing to see
     */
    void decided(Decision decision, FeatureSnapshot inputs);

    /** Whether the inputs of all pipelines' decisions are wanted, which costs a copy per decision. */
    default boolean wantsInputs() {
        return false;
    }

    /**
     * Whether the inputs of a pipeline's decisions are wanted. Asked when the service is bound or the pipeline begins, and again whenever
     * a property of the service changes; must return at once.
     *
     * @param pipeline its {@code kura.service.pid}
     */
    default boolean wantsInputs(String pipeline) {
        return wantsInputs();
    }

    /**
     * Whether the pictures that models of a pipeline saw are wanted, see {@link FeatureSnapshot#pictures}: their encoded bytes are then
     * kept in memory until they are decided. Asked as {@link #wantsInputs(String)}.
     *
     * @param pipeline its {@code kura.service.pid}
     */
    default boolean wantsPictures(String pipeline) {
        return false;
    }

    /**
     * Whether the whole inputs of decisions that are to be explained are wanted, see {@link FeatureSnapshot#input}: alarms, and what a
     * pipeline's form adds. They cost a copy per such decision. Asked as {@link #wantsInputs(String)}.
     */
    default boolean wantsTensors() {
        return false;
    }
}
