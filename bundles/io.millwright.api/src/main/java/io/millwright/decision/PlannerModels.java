package io.millwright.decision;

import io.millwright.model.Model;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Says which models are made for planners, as an OSGi service of whoever plans: what they take a planner computes, and no tags are. Thread-safe;
 * returns at once.
 */
@ProviderType
public interface PlannerModels {
    /** Whether a planner can use the model. */
    boolean takes(Model model);
}
