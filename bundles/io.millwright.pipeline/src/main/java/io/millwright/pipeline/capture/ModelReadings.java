package io.millwright.pipeline.capture;

import io.millwright.decision.ModelIdentity;
import io.millwright.model.Reading;
import java.util.List;

/** What is known of the readings of the model that made a decision. */
@FunctionalInterface
interface ModelReadings {
    /** Returns them, null where that model is not here any more. */
    List<Reading> of(ModelIdentity model);
}
