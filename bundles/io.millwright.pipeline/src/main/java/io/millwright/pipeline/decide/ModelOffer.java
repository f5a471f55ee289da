package io.millwright.pipeline.decide;

import io.millwright.model.Model;
import java.util.List;
import java.util.Map;

/**
 * A model service and what its author says of the score. Immutable.
 *
 * @param model the service
 * @param scoreOutput index of the output that holds the score
 * @param scoreIndex index of the score in one row of that output
 * @param threshold the author's threshold
 * @param labels the author's labels, the one below the threshold first
 */
public record ModelOffer(Model model, int scoreOutput, int scoreIndex, double threshold, List<String> labels) {
    /** Creates an offer. */
    public ModelOffer {
        labels = List.copyOf(labels);
    }

    /** Reads the service properties; what is missing gets the defaults that model.json documents. */
    public static ModelOffer of(Model model, Map<String, Object> properties) {
        List<String> labels = properties.get(Model.LABELS) instanceof String[] texts && texts.length >= 2
                ? List.of(texts)
                : List.of("normal", "alarm");
        return new ModelOffer(
                model,
                number(properties, Model.SCORE_OUTPUT, 0).intValue(),
                number(properties, Model.SCORE_INDEX, 0).intValue(),
                number(properties, Model.SCORE_THRESHOLD, 0.5).doubleValue(),
                labels);
    }

    private static Number number(Map<String, Object> properties, String name, Number otherwise) {
        return properties.get(name) instanceof Number number ? number : otherwise;
    }

    /** Returns name and version, for messages. */
    public String title() {
        return model.name() + " " + model.version();
    }
}
