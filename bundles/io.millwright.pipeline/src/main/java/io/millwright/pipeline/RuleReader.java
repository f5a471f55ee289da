package io.millwright.pipeline;

import io.millwright.decision.Severity;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.decide.RuleWish;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reads the rules of the form: the fields for the first reading, and one line per further reading. */
final class RuleReader {
    private static final Set<String> KEYS = Set.of("threshold", "hysteresis", "k", "n", "labels", "severities");

    private final ConfigurationReader in;

    RuleReader(ConfigurationReader in) {
        this.in = in;
    }

    List<RuleWish> rules() {
        List<RuleWish> rules = new ArrayList<>();
        rules.add(wish(
                "", Labels.RULE_THRESHOLD, name -> in.text("rule." + name, "").strip()));
        for (Map.Entry<String, String> line : in.pairs("rule.readings", ':', "reading: threshold=0.5; k=2; n=3")
                .entrySet()) {
            rules.add(line(line.getKey(), line.getValue()));
        }
        return rules;
    }

    private RuleWish line(String reading, String text) {
        Map<String, String> settings = new HashMap<>();
        for (String part : text.split(";", -1)) {
            int at = part.indexOf('=');
            String key = at < 0 ? part.strip() : part.substring(0, at).strip().toLowerCase(Locale.ROOT);
            if (at < 0 || !KEYS.contains(key)) {
                in.problem(
                        Labels.RULE_READINGS + ": '" + part.strip() + "' of reading '" + reading + "' is no setting",
                        "write threshold, hysteresis, k, n, labels or severities, each with = and a value, separated by"
                                + " semicolons");
            } else {
                settings.put(key, part.substring(at + 1).strip());
            }
        }
        return wish(reading, ofReading(reading), name -> settings.getOrDefault(name, ""));
    }

    private static String ofReading(String reading) {
        return Labels.RULE_READINGS + ": '" + reading + "'";
    }

    private RuleWish wish(String reading, String attribute, Function<String, String> value) {
        int k = (int) number(reading, "k", value, 1, 1, 1000, true);
        int n = (int) number(reading, "n", value, 1, 1, 1000, true);
        if (k > n) {
            String ofK = reading.isEmpty() ? Labels.RULE_K : attribute + ": k";
            String ofN = reading.isEmpty() ? Labels.RULE_N : "n";
            in.problem(ofK + " is " + k + " and " + ofN + " is " + n, "set k to at most n");
        }
        return new RuleWish(
                reading,
                attribute,
                thresholds(attribute, value.apply("threshold")),
                labels(attribute, value.apply("labels")),
                severities(reading, value.apply("severities")),
                number(reading, "hysteresis", value, 0, 0, 1e300, false),
                k,
                n);
    }

    private double number(
            String reading,
            String name,
            Function<String, String> value,
            double otherwise,
            double least,
            double most,
            boolean whole) {
        String attribute = reading.isEmpty() ? Labels.of("rule." + name) : ofReading(reading) + ": " + name;
        return in.parsed(attribute, value.apply(name), otherwise, least, most, whole);
    }

    private List<Double> thresholds(String attribute, String text) {
        List<Double> thresholds = new ArrayList<>();
        if (text.isEmpty()) {
            return thresholds;
        }
        for (String part : text.split("\\s+")) {
            double number;
            try {
                number = Double.parseDouble(part.strip());
            } catch (NumberFormatException e) {
                number = Double.NaN;
            }
            boolean rises = thresholds.isEmpty() || number > thresholds.get(thresholds.size() - 1);
            if (!Double.isFinite(number) || !rises) {
                in.problem(
                        attribute + " is '" + text + "'",
                        "enter a finite number with a point for decimals, or several in rising order with blanks"
                                + " between, or nothing for the model's");
                return List.of();
            }
            thresholds.add(number);
        }
        return thresholds;
    }

    private List<String> labels(String attribute, String text) {
        List<String> labels = new ArrayList<>();
        String where = attribute.equals(Labels.RULE_THRESHOLD) ? Labels.RULE_LABELS : attribute + ": labels";
        if (text.isEmpty()) {
            return labels;
        }
        for (String part : text.split(",", -1)) {
            String label = part.strip();
            if (label.isEmpty() || label.equals(PipelineDecision.UNKNOWN) || labels.contains(label)) {
                in.problem(
                        where + " is '" + text + "'",
                        "enter at least two different labels, separated by commas, none empty and none named '"
                                + PipelineDecision.UNKNOWN + "'");
                return labels;
            }
            labels.add(label);
        }
        if (labels.size() < 2) {
            in.problem(
                    where + " is '" + text + "'",
                    "enter at least two labels, separated by commas, the one below the threshold first, or nothing for"
                            + " the model's");
        }
        return labels;
    }

    private List<Severity> severities(String reading, String text) {
        List<Severity> severities = new ArrayList<>();
        if (text.isEmpty()) {
            return severities;
        }
        for (String part : text.split(",", -1)) {
            try {
                severities.add(Severity.valueOf(part.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                in.problem(
                        (reading.isEmpty() ? Labels.RULE_SEVERITIES : ofReading(reading) + ": severities") + " is '"
                                + text + "'",
                        "enter one per label, separated by commas, each of ok, notice, warning, alarm");
                return List.of();
            }
        }
        return severities;
    }
}
