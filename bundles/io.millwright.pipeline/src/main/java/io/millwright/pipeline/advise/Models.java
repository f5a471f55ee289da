package io.millwright.pipeline.advise;

import io.millwright.decision.ModelIdentity;
import io.millwright.model.Model;

/** The models of this gateway. */
@FunctionalInterface
interface Models {
    /** Returns the model that is meant, null where it is not, or no longer, there. Any thread. */
    Model find(ModelIdentity identity);
}
