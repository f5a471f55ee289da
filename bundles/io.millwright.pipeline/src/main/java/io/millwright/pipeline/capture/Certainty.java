package io.millwright.pipeline.capture;

import io.millwright.decision.Value;
import io.millwright.model.Reading;
import io.millwright.model.Reading.Task;
import io.millwright.pipeline.decide.Rule;
import io.millwright.pipeline.decide.RuleWish;
import io.millwright.pipeline.decide.Rules;
import io.millwright.pipeline.window.MappingException;
import java.util.List;

/** How sure a model is of what it says, by its numbers alone. Immutable. */
final class Certainty {
    /** Where the rules do not fit the model's readings. */
    private static final Certainty NONE = new Certainty(List.of(), List.of());

    /** A probability this near to a threshold, in units of log-odds, is unsure: at 0.5 from 0.38 to 0.62. */
    static final double NEAR_LOG_ODDS = 0.5;

    /** Another number this near to a threshold is unsure, in parts of the threshold. */
    static final double NEAR_PART = 0.1;

    /** The greatest class has to be this far ahead of all others together; its probability is then at least 0.6. */
    static final double CLASS_MARGIN = 0.2;

    private final List<Reading> readings;
    private final List<Rule.Settings> rules;

    private Certainty(List<Reading> readings, List<Rule.Settings> rules) {
        this.readings = List.copyOf(readings);
        this.rules = List.copyOf(rules);
    }

    static Certainty of(String model, List<Reading> readings, List<RuleWish> wishes) {
        try {
            return new Certainty(readings, Rules.of(model, readings, wishes));
        } catch (MappingException e) {
            // The pipeline says so itself, and decides nothing.
            return NONE;
        }
    }

    /** Whether one of the values could as well have had another label. */
    boolean unsure(List<Value> values) {
        for (int i = 0; i < values.size() && i < readings.size(); i++) {
            if (unsure(readings.get(i), rules.get(i), values.get(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean unsure(Reading reading, Rule.Settings rule, Value value) {
        double number = value.number();
        if (rule.classes()) {
            return number > 0 && number <= 1 && number < (1 + CLASS_MARGIN) / 2;
        }
        boolean probability = reading.task() == Task.BINARY
                && rule.thresholds().stream().allMatch(threshold -> threshold > 0 && threshold < 1);
        for (double threshold : rule.thresholds()) {
            boolean near = probability
                    ? Math.abs(logOdds(number) - logOdds(threshold)) <= NEAR_LOG_ODDS
                    : Math.abs(number - threshold) <= NEAR_PART * Math.abs(threshold);
            if (near || value.lower() < threshold && value.upper() >= threshold) {
                return true;
            }
        }
        return false;
    }

    private static double logOdds(double probability) {
        return Math.log(probability / (1 - probability));
    }
}
