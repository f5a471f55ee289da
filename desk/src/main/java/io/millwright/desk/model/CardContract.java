package io.millwright.desk.model;

import io.millwright.model.Aggregate;
import io.millwright.model.Condition;
import io.millwright.model.Imputation;
import io.millwright.model.Reading;
import io.millwright.model.Reading.Task;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a card says of what fills a model and of what it says. */
final class CardContract {
    private static final int FEATURES = 200;

    private CardContract() {}

    static String inputs(List<TensorSpec> inputs, long rowPeriodMillis) {
        StringBuilder text = new StringBuilder();
        for (TensorSpec input : inputs) {
            text.append(CardText.code(input.name()))
                    .append(": ")
                    .append(input.type())
                    .append(' ')
                    .append(shape(input))
                    .append(
                            input.image() != null
                                    ? ", a picture"
                                    : input.features().isEmpty() ? ", no tags" : "")
                    .append(".\n\n");
            if (!input.features().isEmpty()) {
                text.append(features(input.features())).append('\n');
            }
        }
        if (rowPeriodMillis > 0) {
            text.append("A row every ").append(CardText.count(rowPeriodMillis)).append(" ms.\n");
        }
        return text.toString();
    }

    private static String shape(TensorSpec tensor) {
        return IntStream.range(0, tensor.shape().length)
                .mapToObj(d -> tensor.shape()[d] < 0 ? "batch" : String.valueOf(tensor.shape()[d]))
                .collect(Collectors.joining(" × ", "[", "]"));
    }

    private static String features(List<Feature> features) {
        StringBuilder text = new StringBuilder(
                "| feature | unit | in the training | computed | where it is missing | tags may look like |\n"
                        + "|---|---|---|---|---|---|\n");
        features.stream().limit(FEATURES).forEach(feature -> text.append("| ")
                .append(CardText.code(feature.name()))
                .append(" | ")
                .append(feature.unit().isEmpty() ? "–" : CardText.cell(feature.unit()))
                .append(" | ")
                .append(range(feature))
                .append(" | ")
                .append(computed(feature))
                .append(" | ")
                .append(missing(feature))
                .append(" | ")
                .append(
                        feature.tagHints().isEmpty()
                                ? "–"
                                : feature.tagHints().stream()
                                        .map(CardText::code)
                                        .collect(Collectors.joining(", ")))
                .append(" |\n"));
        if (features.size() > FEATURES) {
            text.append("\nAnd ")
                    .append(CardText.count(features.size() - FEATURES))
                    .append(" more, in model.json.\n");
        }
        return text.toString();
    }

    private static String range(Feature feature) {
        if (!feature.categories().isEmpty()) {
            return IntStream.range(0, Math.min(feature.categories().size(), FEATURES))
                            .mapToObj(i -> CardText.code(feature.categories().get(i)) + " = " + i)
                            .collect(Collectors.joining(", "))
                    + (feature.categories().size() > FEATURES ? ", …" : "");
        }
        if (Double.isNaN(feature.min()) && Double.isNaN(feature.max())) {
            return "not stated";
        }
        return bound(feature.min()) + " to " + bound(feature.max());
    }

    private static String bound(double value) {
        return Double.isNaN(value) ? "…" : CardText.number(value);
    }

    private static String computed(Feature feature) {
        List<String> parts = new ArrayList<>();
        if (!feature.signal().equals(feature.name())) {
            parts.add("of " + CardText.code(feature.signal()));
        }
        if (feature.aggregate() != Aggregate.LAST) {
            parts.add(feature.aggregate().name().toLowerCase(Locale.ROOT)
                    + (feature.condition() == null ? "" : " " + condition(feature.condition())));
        }
        if (feature.spanMillis() > 0) {
            parts.add("over " + CardText.count(feature.spanMillis()) + " ms");
        }
        if (feature.lagMillis() > 0) {
            parts.add(CardText.count(feature.lagMillis()) + " ms before");
        }
        if (feature.modulus() > 0) {
            parts.add("modulus " + CardText.number(feature.modulus()));
        }
        if (feature.elements() > 1) {
            parts.add(CardText.count(feature.elements()) + " elements");
        }
        return parts.isEmpty() ? "last value" : String.join(", ", parts);
    }

    private static String condition(Condition condition) {
        String value = CardText.number(condition.value());
        return switch (condition.operator()) {
            case EQUAL -> "= " + value;
            case NOT_EQUAL -> "≠ " + value;
            case LESS -> "< " + value;
            case LESS_OR_EQUAL -> "≤ " + value;
            case GREATER -> "> " + value;
            case GREATER_OR_EQUAL -> "≥ " + value;
            case WITHIN -> value + " to " + CardText.number(condition.upper());
        };
    }

    private static String missing(Feature feature) {
        Imputation by = feature.impute();
        String after = feature.optional() ? "the model copes" : "no decision";
        if (by == null) {
            return after;
        }
        if (by.hold()) {
            return "its last value for " + CardText.count(by.limitMillis()) + " ms, UNCERTAIN; then " + after;
        }
        return (feature.categories().isEmpty()
                        ? CardText.number(by.value())
                        : CardText.code(feature.categories().get((int) by.value())))
                + ", UNCERTAIN";
    }

    static String readings(List<Reading> readings, List<TensorSpec> outputs, long rowPeriodMillis) {
        StringBuilder text = new StringBuilder();
        for (Reading reading : readings) {
            text.append("* **")
                    .append(CardText.plain(reading.name()))
                    .append("**, ")
                    .append(reading.task().name().toLowerCase(Locale.ROOT))
                    .append(" of ")
                    .append(CardText.code(outputs.get(reading.output()).name()))
                    .append(reading.unit().isEmpty() ? "" : ", in " + CardText.plain(reading.unit()))
                    .append(reading.lowerOutput() >= 0 || reading.upperOutput() >= 0 ? ", with an interval" : "")
                    .append(reading.steps() > 1 ? ", " + CardText.count(reading.steps()) + " steps" : "")
                    .append(labels(reading));
            String chosen = ThresholdChoice.text(reading, rowPeriodMillis);
            text.append(chosen.isEmpty() ? "" : " " + chosen + ".").append('\n');
        }
        return text.toString();
    }

    private static String labels(Reading reading) {
        if (reading.labels().isEmpty()) {
            return ".";
        }
        if (reading.task() == Task.CLASSES) {
            return ": " + reading.labels().stream().map(CardText::code).collect(Collectors.joining(", ")) + ".";
        }
        StringBuilder text =
                new StringBuilder(": ").append(CardText.code(reading.labels().get(0)));
        for (int i = 0; i < reading.thresholds().size(); i++) {
            text.append(", from ")
                    .append(CardText.number(reading.thresholds().get(i)))
                    .append(" on ")
                    .append(CardText.code(reading.labels().get(i + 1)));
        }
        return text + (reading.lowIsBad() ? "; low is bad." : ".");
    }
}
