package io.millwright.pipeline.advise;

import io.millwright.decision.Decision;
import io.millwright.decision.FeatureSnapshot;

/**
 * A decision that advice is to be looked for.
 *
 * @param inputs what the model saw, null where that is not known
 */
record AdviceRequest(Decision decision, FeatureSnapshot inputs, AdviceCounters counters) {
    /** Names an asset of a pipeline. */
    record Asset(String pipeline, String name) {
        static Asset of(Decision decision) {
            return new Asset(decision.pipeline(), decision.asset());
        }
    }
}
