package io.millwright.pipeline.decide;

import io.millwright.decision.Decision;
import io.millwright.decision.Quality;
import io.millwright.decision.Value;
import java.util.List;
import java.util.Objects;

/**
 * One decision of one asset, as handed from the lane to the outbox and to listeners. Immutable.
 *
 * @param asset name of the asset, not empty
 * @param pipeline the pipeline's {@code kura.service.pid}, not empty
 * @param part number of the part, or empty
 * @param model the model that decided
 * @param run number of the pipeline's start
 * @param sequence number within pipeline and asset, rising by 1 within a run
 * @param windowStartMicros start of the window, in microseconds since 1970 UTC by the source's clock
 * @param windowEndMicros end of the window, likewise
 * @param role of the model
 * @param values one per reading, the first one first; empty where the quality is BAD
 * @param quality the worst quality of the inputs
 * @param reason why the quality is not GOOD, else empty
 * @param changed whether a label differs from the asset's previous one
 * @param urgent whether it goes at once: a change that is neither shelved nor held back
 * @param shelved whether alarms of the asset were shelved when it was made
 * @param maxDelayMillis the longest time that this decision may wait for others to share its message, in milliseconds;
 *     0 or less: none
 * @param dropped decisions of this asset lost before they reached an outbox, since the pipeline started. Samples
 *     dropped from a lane's queue are no decisions: they make their window UNCERTAIN and show in its reason
 * @param late samples of this asset that arrived too late for their row, since the pipeline started
 * @param manyAssets whether it may share a message with decisions of the pipeline's other assets
 */
public record PipelineDecision(
        String asset,
        String pipeline,
        String part,
        ModelIdentity model,
        long run,
        long sequence,
        long windowStartMicros,
        long windowEndMicros,
        Role role,
        List<Value> values,
        Quality quality,
        String reason,
        boolean changed,
        boolean urgent,
        boolean shelved,
        int maxDelayMillis,
        long dropped,
        long late,
        boolean manyAssets)
        implements Decision {
    /** The label while the quality is BAD, or before enough labels were seen. */
    public static final String UNKNOWN = "unknown";

    /** Creates a decision. */
    public PipelineDecision {
        requireText(asset, "asset");
        requireText(pipeline, "pipeline");
        Objects.requireNonNull(part, "part");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(role, "role");
        values = List.copyOf(values);
        Objects.requireNonNull(quality, "quality");
        Objects.requireNonNull(reason, "reason");
    }

    private static void requireText(String value, String name) {
        Objects.requireNonNull(value, name);
        if (value.isEmpty()) {
            throw new IllegalArgumentException(name + " is empty; the asset defaults to the pipeline's pid");
        }
    }

    /** Returns the first reading's label after the rule, {@link #UNKNOWN} without a reading. */
    public String decision() {
        return values.isEmpty() ? UNKNOWN : values.get(0).label();
    }

    /** Returns the first reading's label before the rule, empty without a reading. */
    public String label() {
        return values.isEmpty() ? "" : values.get(0).rawLabel();
    }

    /** Returns the first reading's number, NaN without a reading. */
    public double score() {
        return values.isEmpty() ? Double.NaN : values.get(0).number();
    }
}
