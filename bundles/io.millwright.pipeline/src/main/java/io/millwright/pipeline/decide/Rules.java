package io.millwright.pipeline.decide;

import io.millwright.decision.Severity;
import io.millwright.model.Reading;
import io.millwright.model.Reading.Task;
import io.millwright.pipeline.Labels;
import io.millwright.pipeline.window.MappingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Joins what a model's author says of its readings with what the pipeline's form says. */
public final class Rules {
    private Rules() {}

    /**
     * Returns one rule per reading.
     *
     * @param model name and version, for messages
     * @param readings of the model
     * @param wishes of the form, those without a name for the first reading
     * @throws MappingException names field, value and remedy
     */
    public static List<Rule.Settings> of(String model, List<Reading> readings, List<RuleWish> wishes)
            throws MappingException {
        Map<String, RuleWish> byName = new HashMap<>();
        for (RuleWish wish : wishes) {
            String name = wish.reading().isEmpty() ? readings.get(0).name() : wish.reading();
            if (readings.stream().noneMatch(reading -> reading.name().equals(name))) {
                throw new MappingException(
                        wish.label() + " names reading '" + name + "', which model " + model + " does not have",
                        "name one of "
                                + String.join(
                                        ", ",
                                        readings.stream().map(Reading::name).toList()));
            }
            byName.merge(name, wish, (first, second) -> second);
        }
        List<Rule.Settings> rules = new ArrayList<>();
        for (Reading reading : readings) {
            rules.add(rule(model, reading, byName.getOrDefault(reading.name(), RuleWish.none(reading.name()))));
        }
        return rules;
    }

    private static Rule.Settings rule(String model, Reading reading, RuleWish wish) throws MappingException {
        List<Double> thresholds = wish.thresholds().isEmpty() ? reading.thresholds() : wish.thresholds();
        List<String> labels = wish.labels().isEmpty() ? reading.labels() : wish.labels();
        boolean classes = reading.task() == Task.CLASSES;
        String what = "reading '" + reading.name() + "' of model " + model;
        if (classes && !wish.thresholds().isEmpty()) {
            throw new MappingException(
                    wish.label() + ": a threshold of " + what
                            + " has no meaning, the greatest of its classes names the label",
                    "remove it");
        }
        if (classes && labels.size() != reading.labels().size()) {
            throw new MappingException(
                    Labels.RULE_LABELS + ": " + labels.size() + " labels " + labels + ", but " + what + " has "
                            + reading.labels().size() + " classes",
                    "name as many labels");
        }
        if (!classes && !labels.isEmpty() && labels.size() != thresholds.size() + 1) {
            throw new MappingException(
                    Labels.RULE_LABELS + ": " + labels.size() + " labels " + labels + " and " + thresholds.size()
                            + (thresholds.size() == 1 ? " threshold " : " thresholds ") + thresholds + " for " + what,
                    "name one label more than thresholds");
        }
        checkProbability(what, reading, wish);
        if (labels.isEmpty() && !thresholds.isEmpty()) {
            labels = standardLabels(thresholds.size() + 1, reading.lowIsBad());
        }
        List<Severity> severities = wish.severities();
        if (!severities.isEmpty() && severities.size() != labels.size()) {
            throw new MappingException(
                    wish.label() + ": " + severities.size() + " severities for the labels " + labels + " of " + what,
                    "name one per label");
        }
        if (severities.isEmpty()) {
            severities = classes ? ofClasses(labels.size()) : ofLevels(labels.size(), reading.lowIsBad());
        }
        return new Rule.Settings(
                labels,
                severities,
                classes ? List.of() : thresholds,
                reading.lowIsBad(),
                wish.hysteresis(),
                wish.k(),
                wish.n());
    }

    /** An author's threshold strictly between 0 and 1 means that the score is a probability. */
    private static void checkProbability(String what, Reading reading, RuleWish wish) throws MappingException {
        boolean probability = reading.task() == Task.BINARY
                && reading.thresholds().stream().allMatch(t -> t > 0 && t < 1)
                && !reading.thresholds().isEmpty();
        for (double threshold : wish.thresholds()) {
            if (probability && (threshold < 0 || threshold > 1)) {
                throw new MappingException(
                        wish.label() + " is " + threshold + ", but " + what + " is a probability",
                        "enter a number from 0 to 1");
            }
        }
    }

    private static List<String> standardLabels(int count, boolean lowIsBad) {
        List<String> labels = new ArrayList<>();
        for (Severity severity : ofLevels(count, lowIsBad)) {
            String name = severity.name().toLowerCase(java.util.Locale.ROOT);
            labels.add(labels.contains(name) ? name + " " + (labels.size() + 1) : name);
        }
        return labels;
    }

    private static List<Severity> ofClasses(int count) {
        List<Severity> severities = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            severities.add(i == 0 ? Severity.OK : Severity.WARNING);
        }
        return severities;
    }

    /** The good end is OK, the bad end ALARM, the one before it WARNING, what lies between NOTICE. */
    private static List<Severity> ofLevels(int count, boolean lowIsBad) {
        List<Severity> severities = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int fromBad = lowIsBad ? i : count - 1 - i;
            boolean good = fromBad == count - 1;
            severities.add(
                    good
                            ? Severity.OK
                            : fromBad == 0 ? Severity.ALARM : fromBad == 1 ? Severity.WARNING : Severity.NOTICE);
        }
        return severities;
    }
}
