package io.millwright.pipeline.decide;

import io.millwright.form.Diagnosis;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
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

    /** Returns why it cannot be opened, and what to do. */
    public Diagnosis unusable(ModelException e) {
        return new Diagnosis(
                "model " + title() + " cannot be opened: " + e.getMessage(),
                e.retryable()
                        ? "give the gateway more memory, or use a smaller model; it is tried again"
                        : "install the model's package again, or another version of it");
    }
}
