package io.millwright.pipeline.decide;

import io.millwright.decision.Severity;
import io.millwright.pipeline.Labels;
import java.util.List;

/**
 * What a person set for one reading; what is not set is the model's. Immutable.
 *
 * @param reading name of the reading, "" for the first one
 * @param label where it was set, for messages
 * @param thresholds empty if not set
 * @param labels empty if not set
 * @param severities empty if not set
 * @param hysteresis in units of the number
 * @param k labels needed
 * @param n labels looked at
 */
public record RuleWish(
        String reading,
        String label,
        List<Double> thresholds,
        List<String> labels,
        List<Severity> severities,
        double hysteresis,
        int k,
        int n) {
    /** Creates a wish. */
    public RuleWish {
        thresholds = List.copyOf(thresholds);
        labels = List.copyOf(labels);
        severities = List.copyOf(severities);
    }

    /** Wants nothing but what the model says. */
    public static RuleWish none(String reading) {
        return new RuleWish(reading, Labels.RULE_READINGS, List.of(), List.of(), List.of(), 0, 1, 1);
    }
}
