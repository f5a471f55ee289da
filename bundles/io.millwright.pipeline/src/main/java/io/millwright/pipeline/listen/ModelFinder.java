package io.millwright.pipeline.listen;

import io.millwright.decision.ModelIdentity;
import io.millwright.model.Model;
import java.util.function.BooleanSupplier;

/**
 * Finds the model that made a decision, for whoever runs it again or wants to know what it is: a decision is told after it was made, and
 * its model may have been replaced meanwhile. Thread-safe.
 */
@FunctionalInterface
public interface ModelFinder {
    /**
     * A model that is there.
     *
     * @param present whether it still serves, is on trial, or may go on as the earlier version
     */
    record Found(Model model, BooleanSupplier present) {}

    /** Returns the model of that name, version and content, null where it is not, or no longer, there. */
    Found find(ModelIdentity identity);

    /** Whether a model is the one of an identity. */
    static boolean same(Model model, ModelIdentity identity) {
        return model != null
                && model.name().equals(identity.name())
                && model.version().equals(identity.version())
                && model.sha256().equals(identity.sha256());
    }
}
