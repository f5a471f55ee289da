package io.millwright.pipeline.lane;

import io.millwright.pipeline.decide.OpenModel;
import java.util.function.Predicate;

/**
 * A model that is to decide some assets of a lane.
 *
 * @param model null to have none of its own decide any more
 * @param decides by the asset's name
 */
record CanaryOffer(OpenModel model, Predicate<String> decides) {
    static final CanaryOffer NONE = new CanaryOffer(null, asset -> false);
}
