package io.millwright.desk.model;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Finds what the model says: which output, which element, what it means. What graph and options do not say is asked for, and refused
 * where nobody can be asked; nothing that could be read in two ways is guessed.
 */
final class ReadingSketcher {
    private static final double HALF = 0.5;

    private final DescribeOptions options;
    private final GraphFacts facts;
    private final List<InputSketch> inputs;
    private final List<OutputSketch> outputs;
    private final boolean truth;
    private final Answers answers;
    private final Consumer<String> notes;

    /** @param truth whether the data tell which rows are alarms */
    ReadingSketcher(
            DescribeOptions options,
            GraphFacts facts,
            List<InputSketch> inputs,
            List<OutputSketch> outputs,
            boolean truth,
            Answers answers,
            Consumer<String> notes) {
        this.options = options;
        this.facts = facts;
        this.inputs = inputs;
        this.outputs = outputs;
        this.truth = truth;
        this.answers = answers;
        this.notes = notes;
    }

    ReadingSketch reading() throws Refusal {
        OutputSketch score = new OutputChoice(options, answers, notes).of(outputs);
        if (options.index != null && (options.index < 0 || options.index >= score.elements())) {
            throw new Refusal(
                    "--index " + options.index + ": output " + score.name() + " has " + score.elements()
                            + " element(s)",
                    "count from 0");
        }
        return options.task.isEmpty() ? derived(score) : asked(score, options.task);
    }

    private ReadingSketch derived(OutputSketch score) throws Refusal {
        if (score.labelLike()) {
            return ofLabels(score);
        }
        int elements = score.elements();
        if (elements == 1 || options.index != null) {
            return ofOne(score);
        }
        boolean probability = facts.probability(score.name());
        List<String> known = new ClassNames(options, facts).of(elements);
        boolean flat = score.flat();
        if (elements == 2 && (probability || !known.isEmpty())) {
            return ofTwo(score, known, probability);
        }
        boolean picture = inputs.stream().anyMatch(InputSketch::picture);
        if (flat && (probability || !known.isEmpty() || picture && sameAsNoInput(score))) {
            return asked(score, "classes");
        }
        return asked(score, whatTheyAre(score, flat));
    }

    private String whatTheyAre(OutputSketch score, boolean flat) throws Refusal {
        String what = "output " + score.name() + " has " + score.elements() + " elements per row, "
                + java.util.Arrays.toString(score.shape()) + ", and the graph does not say what they are";
        boolean rebuilds = inputs.stream().anyMatch(input -> java.util.Arrays.equals(input.shape(), score.shape()));
        String decisionOutside =
                (rebuilds ? "; --task reconstruction if it is the input rebuilt, as of an autoencoder" : "")
                        + "; boxes and masks are decided outside of the graph: export one score per row with them in it";
        return answers.ask(
                what,
                "What are they",
                List.of("classes", "value", "forecast", "embedding"),
                !flat
                        ? "--task embedding, value or forecast" + decisionOutside
                        : "--task classes" + (score.elements() == 2 ? " with --positive 0 or 1" : " with --labels")
                                + ", value, forecast or embedding" + decisionOutside);
    }

    private boolean sameAsNoInput(OutputSketch score) {
        return inputs.stream().noneMatch(input -> input.elementsPerRow() == score.elements());
    }

    private ReadingSketch asked(OutputSketch score, String task) throws Refusal {
        int index = options.index == null ? 0 : options.index;
        return switch (task) {
            case "binary" -> score.elements() == 2 && options.index == null
                    ? ofTwo(score, new ClassNames(options, facts).of(2), true)
                    : binary(score, index, twoLabels());
            case "classes" -> score.elements() == 2
                    ? ofTwo(score, new ClassNames(options, facts).of(2), facts.probability(score.name()))
                    : classes(score);
            case "value" -> values(score);
            case "forecast", "embedding" -> steps(score, task, index);
            case "anomaly" -> anomaly(score, index);
            default -> throw new Refusal(
                    "--task " + task + " is not known",
                    "use binary, classes, value, forecast, anomaly, embedding or reconstruction");
        };
    }

    private ReadingSketch ofOne(OutputSketch score) throws Refusal {
        String verdict = outputs.stream()
                .filter(output -> output.labelLike() && output != score)
                .map(OutputSketch::name)
                .findFirst()
                .orElse("");
        int index = options.index == null ? 0 : options.index;
        if (!verdict.isEmpty() && facts.classes(2).isEmpty() && !facts.classifier()) {
            notes.accept(score.name() + " is taken as an anomaly score, because " + verdict + " is its verdict");
            return withVerdict(anomalyReading(score, index, true), score, verdict);
        }
        if (facts.probability(score.name()) && options.thresholds.size() <= 1) {
            notes.accept(score.name() + " is taken as the probability of '"
                    + twoLabels().get(1) + "'");
            return binary(score, index, twoLabels());
        }
        if (options.thresholds.isEmpty()) {
            notes.accept(
                    score.name() + " is taken as a value, of which there is no alarm; if it is a score of two classes,"
                            + " such as a logit: --task binary with --threshold");
        }
        return values(score);
    }

    private ReadingSketch withVerdict(JsonObject reading, OutputSketch score, String verdict) {
        return new ReadingSketch(
                new JsonArray().add(reading), List.of(score.name(), verdict), score.name(), verdict, false);
    }

    private List<String> twoLabels() throws Refusal {
        if (!options.labels.isEmpty() && options.labels.size() != 2) {
            throw new Refusal(
                    "--labels names " + options.labels.size() + ", and one threshold makes two",
                    "name two, that of the lower values first");
        }
        return options.labels.isEmpty() ? List.of("normal", "alarm") : options.labels;
    }

    /** Two columns: which of them is the alarm has to be known. */
    private ReadingSketch ofTwo(OutputSketch score, List<String> known, boolean probability) throws Refusal {
        int alarm = options.positive.isEmpty() ? -1 : place(known, options.positive);
        if (alarm < 0 && !known.isEmpty()) {
            alarm = Labels.alarm(known);
        }
        boolean open = alarm < 0 && truth;
        if (alarm < 0 && !open) {
            alarm = place(
                    known,
                    answers.ask(
                            "output " + score.name() + " has two columns" + (known.isEmpty() ? "" : " " + known)
                                    + ", and which of them is the alarm is not known",
                            "The column or class of the alarm",
                            known.isEmpty() ? List.of("0", "1") : known,
                            "--positive "
                                    + (known.isEmpty()
                                            ? "0 or --positive 1, the column"
                                            : known.get(0) + " or --positive " + known.get(1))
                                    + " of the alarm; or --data with --label"));
        }
        int column = open ? 1 : alarm;
        List<String> labels = known.isEmpty() || generic(known)
                ? List.of("normal", "alarm")
                : List.of(known.get(1 - column), known.get(column));
        notes.accept("the alarm is column " + column + " of " + score.name() + ": '" + labels.get(1) + "'");
        if (probability) {
            ReadingSketch binary = binary(score, column, labels);
            return new ReadingSketch(binary.readings(), binary.outputs(), score.name(), "", open);
        }
        if (column == 0) {
            throw new Refusal(
                    "output " + score.name()
                            + " has two scores that are no probabilities, and the first one is the alarm:"
                            + " no threshold decides between them",
                    "export the model with a softmax at its end, or with the classes in the other order");
        }
        JsonObject reading = reading("classes", score).add("labels", texts(labels));
        return new ReadingSketch(new JsonArray().add(reading), List.of(score.name()), score.name(), "", open);
    }

    private static boolean generic(List<String> known) {
        return known.stream().allMatch(name -> name.matches("-?\\d+"));
    }

    private static int place(List<String> known, String positive) throws Refusal {
        int place = known.indexOf(positive);
        if (place < 0 && (positive.equals("0") || positive.equals("1"))) {
            place = Integer.parseInt(positive);
        }
        if (place < 0) {
            throw new Refusal(
                    "--positive " + positive + " is none of the classes " + known, "use one of them, or 0 or 1");
        }
        return place;
    }

    private ReadingSketch binary(OutputSketch score, int index, List<String> labels) throws Refusal {
        if (options.thresholds.size() > 1) {
            throw new Refusal(
                    "--threshold has " + options.thresholds.size() + " numbers, and a binary reading one",
                    "give one, or --task value");
        }
        double threshold = options.thresholds.isEmpty() ? HALF : options.thresholds.get(0);
        JsonObject reading = reading("binary", score)
                .add("index", index)
                .add("thresholds", new JsonArray().add(threshold))
                .add("labels", texts(labels));
        return single(direction(reading), score);
    }

    private JsonObject direction(JsonObject reading) {
        return options.lowIsBad ? reading.add("low_is_bad", true) : reading;
    }

    private ReadingSketch single(JsonObject reading, OutputSketch score) {
        return new ReadingSketch(new JsonArray().add(reading), List.of(score.name()), score.name(), "", false);
    }

    private ReadingSketch classes(OutputSketch score) throws Refusal {
        int first = options.index == null ? 0 : options.index;
        int elements = options.index != null && !options.labels.isEmpty()
                ? Math.min(options.labels.size(), score.elements() - first)
                : score.elements() - first;
        List<String> names = new ClassNames(options, facts).of(elements);
        if (names.isEmpty()) {
            names = IntStream.range(0, elements).mapToObj(i -> "class_" + i).toList();
            notes.accept("the classes are called class_0 to class_" + (elements - 1)
                    + "; name them with --labels in the order of the columns");
        }
        notes.accept(normal(names));
        JsonObject reading = reading("classes", score);
        return single(
                (first == 0 && options.index == null ? reading : reading.add("index", first))
                        .add("labels", texts(names)),
                score);
    }

    /** Says which class a pipeline takes for the normal one, and what to set where that is another one. */
    private static String normal(List<String> names) {
        int normal = Labels.normal(names);
        if (normal <= 0) {
            return "of the classes the first, '" + names.get(0)
                    + "', is the normal one; a pipeline's form may set other severities";
        }
        List<String> severities = new ArrayList<>(Collections.nCopies(names.size(), "alarm"));
        severities.set(normal, "ok");
        return "warning: the class '" + names.get(normal)
                + "' is the normal one by its name, but a pipeline takes the first, '" + names.get(0)
                + "', for it: set Severities in the pipeline's form to " + String.join(",", severities);
    }

    private ReadingSketch values(OutputSketch score) throws Refusal {
        int first = options.index == null ? 0 : options.index;
        int count = options.index == null ? Math.min(score.elements(), 64) : 1;
        JsonArray readings = new JsonArray();
        for (int i = first; i < first + count; i++) {
            JsonObject reading = reading("value", score).add("index", i);
            if (count > 1) {
                reading.set("name", FeatureSketch.plain(reading.getString("name", "") + "_" + i));
            }
            readings.add(limits(reading));
        }
        if (score.elements() > first + count && options.index == null) {
            notes.accept(score.elements() - count + " of " + score.elements() + " values of " + score.name()
                    + " are left out: a model has 64 readings at most");
        }
        return new ReadingSketch(readings, List.of(score.name()), score.name(), "", false);
    }

    private JsonObject limits(JsonObject reading) throws Refusal {
        if (options.thresholds.isEmpty() && options.labels.isEmpty()) {
            return reading;
        }
        if (options.labels.size() != options.thresholds.size() + 1) {
            throw new Refusal(
                    "--labels names " + options.labels.size() + ", and " + options.thresholds.size()
                            + " threshold(s) make " + (options.thresholds.size() + 1),
                    "give one label more than numbers of --threshold, that of the lowest values first");
        }
        JsonArray thresholds = new JsonArray();
        options.thresholds.forEach(thresholds::add);
        return direction(reading.add("thresholds", thresholds).add("labels", texts(options.labels)));
    }

    private ReadingSketch steps(OutputSketch score, String task, int index) throws Refusal {
        JsonObject reading = reading(task, score).add("index", index).add("steps", score.elements() - index);
        return single(task.equals("embedding") ? reading : limits(reading), score);
    }

    private ReadingSketch anomaly(OutputSketch score, int index) throws Refusal {
        if (!options.lowIsBad && !options.highIsBad) {
            String answer = answers.ask(
                    "output " + score.name()
                            + " is an anomaly score, and whether low or high values are unusual is not known",
                    "Unusual are the values that are",
                    List.of("low", "high"),
                    "--low-is-bad or --high-is-bad");
            return single(anomalyReading(score, index, answer.equals("low")), score);
        }
        return single(anomalyReading(score, index, options.lowIsBad), score);
    }

    private JsonObject anomalyReading(OutputSketch score, int index, boolean low) throws Refusal {
        boolean lowIsBad = low && !options.highIsBad;
        List<String> labels = options.labels.isEmpty()
                ? lowIsBad ? List.of("unusual", "normal") : List.of("normal", "unusual")
                : options.labels;
        JsonArray thresholds = new JsonArray();
        if (options.thresholds.isEmpty()) {
            thresholds.add(0);
            notes.accept("the threshold of " + score.name() + " is 0; --threshold says another one");
        }
        options.thresholds.forEach(thresholds::add);
        if (labels.size() != thresholds.size() + 1) {
            throw new Refusal(
                    labels.size() + " labels and " + thresholds.size() + " threshold(s)", "--labels, one more");
        }
        JsonObject reading = reading("anomaly", score)
                .add("index", index)
                .add("thresholds", thresholds)
                .add("labels", texts(labels));
        return lowIsBad ? reading.add("low_is_bad", true) : reading;
    }

    /** Only a class comes out, as a whole number or a text. */
    private ReadingSketch ofLabels(OutputSketch score) throws Refusal {
        return new LabelOutput(options, facts, answers, notes).reading(score, reading("value", score));
    }

    private JsonObject reading(String task, OutputSketch score) {
        String name = options.reading.isEmpty() ? usual(task, score) : options.reading;
        JsonObject reading = new JsonObject()
                .add("name", FeatureSketch.plain(name))
                .add("task", task)
                .add("output", score.name());
        return options.unit.isEmpty() ? reading : reading.add("unit", options.unit);
    }

    private static String usual(String task, OutputSketch score) {
        return task.equals("value") || task.equals("forecast") ? score.name() : "score";
    }

    static JsonArray texts(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }
}
