package io.millwright.pipeline.explain;

import io.millwright.decision.ModelIdentity;
import io.millwright.model.Model;
import java.util.function.BooleanSupplier;

/** Finds the model that made a decision. */
@FunctionalInterface
interface ModelFinder {
    /** @param present whether it still is the one that serves, or is on trial */
    record Found(Model model, BooleanSupplier present) {}

    /** Returns the model of that name, version and content, null where it is no longer there. */
    Found find(ModelIdentity identity);

    /** Whether a model is the one of an identity. */
    static boolean same(Model model, ModelIdentity identity) {
        return model != null
                && model.name().equals(identity.name())
                && model.version().equals(identity.version())
                && model.sha256().equals(identity.sha256());
    }
}
