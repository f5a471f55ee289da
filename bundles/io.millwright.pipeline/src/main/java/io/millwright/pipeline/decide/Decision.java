package io.millwright.pipeline.decide;

import io.millwright.pipeline.grid.Quality;
import java.util.Objects;

/**
 * One decision of one pipeline, as handed from the lane to the outbox. Immutable.
 *
 * @param asset name of the asset, not empty
 * @param pipeline the pipeline's {@code kura.service.pid}, not empty
 * @param model the model that decided
 * @param sequence number within the pipeline, 1 for its first decision, rising by 1
 * @param windowEndMicros end of the feature window, in microseconds since 1970 UTC by the source's clock
 * @param decision label after the rule, {@code unknown} where the quality is BAD
 * @param label label of the raw score, before hysteresis and k of n; empty where there is no score
 * @param score the raw score; NaN or infinite where there is none, and then left out of the message
 * @param quality the worst quality of the inputs
 * @param reason why the quality is not GOOD, else empty
 * @param changed whether {@code decision} differs from the pipeline's previous one: such a decision does not wait
 * @param maxDelayMillis the longest time that this decision may wait for others to share its message, in milliseconds;
 *     0 or less: none
 * @param dropped decisions of this pipeline lost before they reached an outbox, since the pipeline started. Samples
 *     dropped from a lane's queue are no decisions: they make their window UNCERTAIN and show in its reason
 * @param late samples of this pipeline that arrived too late for their row, since the pipeline started
 */
public record Decision(
        String asset,
        String pipeline,
        ModelIdentity model,
        long sequence,
        long windowEndMicros,
        String decision,
        String label,
        double score,
        Quality quality,
        String reason,
        boolean changed,
        int maxDelayMillis,
        long dropped,
        long late) {
    /** Creates a decision. */
    public Decision {
        requireText(asset, "asset");
        requireText(pipeline, "pipeline");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(decision, "decision");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(quality, "quality");
        Objects.requireNonNull(reason, "reason");
    }

    private static void requireText(String value, String name) {
        Objects.requireNonNull(value, name);
        if (value.isEmpty()) {
            throw new IllegalArgumentException(name + " is empty; the asset defaults to the pipeline's pid");
        }
    }
}
