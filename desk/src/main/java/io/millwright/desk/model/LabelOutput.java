package io.millwright.desk.model;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/** An output that is the class itself: a whole number becomes a label by thresholds between the numbers, a text is one already. */
final class LabelOutput {
    private final DescribeOptions options;
    private final GraphFacts facts;
    private final Answers answers;
    private final Consumer<String> notes;

    LabelOutput(DescribeOptions options, GraphFacts facts, Answers answers, Consumer<String> notes) {
        this.options = options;
        this.facts = facts;
        this.answers = answers;
        this.notes = notes;
    }

    ReadingSketch reading(OutputSketch output, JsonObject reading) throws Refusal {
        List<String> names = names(output);
        if (output.type().equals("STRING")) {
            reading.set("task", "classes").add("labels", ReadingSketcher.texts(normalFirst(names, output)));
            return sketch(reading, output);
        }
        TreeMap<Long, String> labels = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            boolean number = names.get(i).matches("-?\\d{1,15}");
            labels.put(number && options.labels.isEmpty() ? Long.parseLong(names.get(i)) : i, names.get(i));
        }
        JsonArray thresholds = new JsonArray();
        Long before = null;
        for (long number : labels.keySet()) {
            if (before != null) {
                thresholds.add((before + number) / 2.0);
            }
            before = number;
        }
        boolean two = labels.size() == 2;
        List<String> words = List.copyOf(labels.values());
        if (options.lowIsBad || two && !options.highIsBad && alarm(words, output) == 0) {
            reading.add("low_is_bad", true);
        }
        reading.set("task", two ? "binary" : "value")
                .add("thresholds", thresholds)
                .add("labels", ReadingSketcher.texts(words));
        notes.accept(output.name() + " is the class itself: there is no probability to set a threshold by");
        return sketch(reading, output);
    }

    /** A text is found by its name, so they may stand in any order: a pipeline takes the first for the normal one. */
    private List<String> normalFirst(List<String> names, OutputSketch output) throws Refusal {
        int normal = names.size() == 2 ? 1 - alarm(names, output) : Labels.normal(names);
        List<String> ordered = new ArrayList<>(names);
        ordered.add(0, ordered.remove(Math.max(0, normal)));
        notes.accept("of the classes the first, '" + ordered.get(0)
                + "', is the normal one; a pipeline's form may set other severities");
        return ordered;
    }

    /** Returns the place of the alarm among two classes. */
    private int alarm(List<String> names, OutputSketch output) throws Refusal {
        int said = names.indexOf(options.positive);
        int alarm = said >= 0 ? said : Labels.alarm(names);
        if (alarm >= 0 || !options.labels.isEmpty()) {
            return alarm < 0 ? 1 : alarm;
        }
        return names.indexOf(answers.ask(
                "output " + output.name() + " is one of the classes " + names
                        + ", and which of them is the alarm is not known",
                "The class of the alarm",
                names,
                "--positive " + names.get(0) + " or --positive " + names.get(1)));
    }

    private static ReadingSketch sketch(JsonObject reading, OutputSketch output) {
        return new ReadingSketch(new JsonArray().add(reading), List.of(output.name()), output.name(), "", false);
    }

    private List<String> names(OutputSketch output) throws Refusal {
        if (!options.labels.isEmpty()) {
            return options.labels;
        }
        List<List<String>> known = facts.anyClasses();
        if (known.size() == 1) {
            return known.get(0);
        }
        String answer = answers.ask(
                "output " + output.name() + " is the class, and the names of the classes are not known"
                        + (known.isEmpty() ? "" : " among " + known),
                "The classes in the order of their numbers from 0, separated by commas",
                List.of(),
                "--labels A,B,C in the order of their numbers from 0"
                        + (output.type().equals("STRING") ? "" : "; --task value if it is no class but a number"));
        return List.of(answer.split(","));
    }
}
