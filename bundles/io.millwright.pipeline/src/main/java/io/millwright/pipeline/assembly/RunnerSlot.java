package io.millwright.pipeline.assembly;

import io.millwright.model.ModelException;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.decide.ModelOffer;
import io.millwright.pipeline.decide.OpenModel;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.pipeline.window.MappingException;
import java.util.function.LongSupplier;

/**
 * Opens models for one pipeline, on the opener's thread, and spaces the attempts: after a failure, or the loss of a runner,
 * the next attempt of the same model waits 1 s, then twice as long each time, 60 s at most. Used by one thread at a time.
 */
final class RunnerSlot {
    private static final long FIRST_DELAY_MILLIS = 1000;
    private static final int MOST_WINDOWS_PER_RUN = 64;
    private static final long LAST_DELAY_MILLIS = 60_000;

    private final LongSupplier nanoTime;
    private ModelOffer tried;
    private PipelineConfiguration triedWith;
    private long delayMillis;
    private long notBeforeNanos;
    private boolean failed;

    /** Creates a slot that has tried nothing. */
    RunnerSlot(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Returns how long the next attempt has to wait, in milliseconds; 0 for another model or another configuration. */
    long waitMillis(ModelOffer offer, PipelineConfiguration configuration) {
        if (!offer.equals(tried) || !configuration.equals(triedWith)) {
            tried = offer;
            triedWith = configuration;
            delayMillis = 0;
            failed = false;
        }
        return !failed ? 0 : Math.max(0, (notBeforeNanos - nanoTime.getAsLong() + 999_999) / 1_000_000);
    }

    /** What was opened last cannot be used any more. */
    void lost() {
        failed = true;
    }

    /** Assets whose windows are due together share a run. */
    private static int batch(PipelineConfiguration configuration) {
        return Math.min(MOST_WINDOWS_PER_RUN, configuration.assets().size());
    }

    /** Opens a model once, without spacing of attempts; may take seconds. */
    static OpenModel openOnce(ModelOffer offer, FeaturePlan plan, PipelineConfiguration configuration)
            throws ModelException, MappingException {
        return OpenModel.open(offer, plan, configuration.rules(), batch(configuration));
    }

    /** Opens the model; may take seconds. */
    OpenModel open(ModelOffer offer, FeaturePlan plan, PipelineConfiguration configuration)
            throws ModelException, MappingException {
        long quiet = nanoTime.getAsLong() - notBeforeNanos;
        boolean calm = delayMillis != 0 && quiet > LAST_DELAY_MILLIS * 1_000_000;
        delayMillis = delayMillis == 0 || calm ? FIRST_DELAY_MILLIS : Math.min(LAST_DELAY_MILLIS, delayMillis * 2);
        failed = true;
        try {
            OpenModel opened = openOnce(offer, plan, configuration);
            failed = false;
            return opened;
        } finally {
            notBeforeNanos = nanoTime.getAsLong() + delayMillis * 1_000_000;
        }
    }
}
