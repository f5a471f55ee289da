package io.millwright.pipeline.listen;

import io.millwright.decision.Decision;
import io.millwright.decision.Explanation;
import io.millwright.decision.FeatureSnapshot;
import java.util.function.Consumer;

/** Explains decisions for whoever in this bundle wants reasons beside what it tells itself. Thread-safe. */
public interface Explaining {
    /**
     * Has a decision explained, in its turn; returns at once.
     *
     * @param inputs what the model saw of it; scalar features are enough where nothing else fills the model
     * @param budgetMillis how long it may take, from 10 to 10,000
     * @param done told once, on the thread of explanations, soon and without blocking: the explanation, or null where there is none
     *     (the model has been replaced, came without a background, failed; too many others of its pipeline waited, or that has ended)
     * @return false where nothing is explained any more: {@code done} is not told
     */
    boolean explain(Decision decision, FeatureSnapshot inputs, int budgetMillis, Consumer<Explanation> done);
}
