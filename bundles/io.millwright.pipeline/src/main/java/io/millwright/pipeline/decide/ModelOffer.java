package io.millwright.pipeline.decide;

import io.millwright.model.Model;
import io.millwright.model.Reading;
import java.util.List;

/**
 * A model service and what its author says of it. Immutable.
 *
 * @param model the service
 * @param readings what it says, at least one
 */
public record ModelOffer(Model model, List<Reading> readings) {
    /** Creates an offer. */
    public ModelOffer {
        readings = List.copyOf(readings);
    }

    /** Asks the model. */
    public static ModelOffer of(Model model) {
        return new ModelOffer(model, model.readings());
    }

    /** Returns name and version, for messages. */
    public String title() {
        return model.name() + " " + model.version();
    }
}
