package io.millwright.inference;

import io.millwright.inference.OutputReading.Element;
import io.millwright.model.Reading.Task;
import io.millwright.model.TensorSpec.ElementType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads what the model says: {@code readings}, or their short form {@code score}. */
final class ReadingReader {
    static final String SCORE = "score";

    private static final int READINGS = 64;
    private static final int THRESHOLDS = 100;
    private static final int LABELS = 10_000;
    private static final double DEFAULT_THRESHOLD = 0.5;
    private static final List<String> DEFAULT_LABELS = List.of("normal", "alarm");
    private static final List<Task> TASKS =
            List.of(Task.BINARY, Task.CLASSES, Task.VALUE, Task.FORECAST, Task.ANOMALY, Task.EMBEDDING);

    private final List<Tensor> outputs;
    private final Set<String> names = new HashSet<>();

    ReadingReader(List<Tensor> outputs) {
        this.outputs = outputs;
    }

    List<OutputReading> readings(JsonKey top) throws ModelRefused {
        JsonKey score = top.find(SCORE);
        JsonKey list = top.find("readings");
        if (list == null) {
            return List.of(score(top, score));
        }
        if (score != null) {
            throw score.wrong("is the short form of one reading, and readings are listed", "keep one of the two");
        }
        List<OutputReading> readings = new ArrayList<>();
        for (JsonKey key : list.list(READINGS)) {
            readings.add(reading(key));
        }
        if (readings.isEmpty()) {
            throw list.wrong("must not be empty", "list what the model says, or remove it");
        }
        return readings;
    }

    private OutputReading score(JsonKey top, JsonKey key) throws ModelRefused {
        int output = key == null ? 0 : output(key, 0);
        JsonKey index = key == null ? null : key.find("index");
        long element = index == null ? 0 : index.integer();
        int elements = outputs.get(output).elementsPerRow();
        if (element < 0 || element >= elements) {
            throw beyond(index, output);
        }
        JsonKey limit = key == null ? null : key.find("threshold");
        double threshold = limit == null ? DEFAULT_THRESHOLD : limit.number();
        JsonKey list = key == null ? null : key.find("labels");
        List<String> labels = list == null ? DEFAULT_LABELS : list.texts(LABELS);
        if (labels.size() < 2) {
            throw list.wrong("needs two labels at least", "list the label below the threshold first");
        }
        boolean named = ofTexts(output);
        if (named && list == null) {
            throw (key == null ? top : key)
                    .missing(
                            key == null ? SCORE : "labels",
                            "output " + outputs.get(output).name() + " says texts",
                            "list them");
        }
        boolean classes = labels.size() > 2 || named;
        if (classes && !named && labels.size() != elements) {
            throw list.wrong(
                    "has " + labels.size() + " labels, but output "
                            + outputs.get(output).name() + " has " + elements + " elements per row",
                    "list two labels, or one per element");
        }
        return new OutputReading(
                SCORE,
                classes ? Task.CLASSES : Task.BINARY,
                new Element(output, classes && !named ? 0 : (int) element),
                "",
                classes ? List.of() : List.of(threshold),
                labels,
                false,
                List.of(),
                Element.NONE,
                Element.NONE,
                1,
                FactsReader.chosen(key, !classes));
    }

    private OutputReading reading(JsonKey key) throws ModelRefused {
        JsonKey name = key.get("name");
        String text = name.text(FeatureReader.NAME, FeatureReader.NAME_TEXT);
        if (!names.add(text)) {
            throw name.wrong("is used twice", "give every reading its own name");
        }
        Task task = key.get("task").oneOf(TASKS);
        int output = output(key, 0);
        boolean named = ofTexts(output);
        if (named && task != Task.CLASSES) {
            throw key.get("task")
                    .wrong("output " + outputs.get(output).name() + " says texts, not numbers", "use the task classes");
        }
        int index = index(key, output);
        List<Double> thresholds = thresholds(key, task);
        List<String> labels = labels(key, task, thresholds);
        int steps = steps(key, task, outputs.get(output).elementsPerRow() - index);
        int width = task == Task.CLASSES && !named ? labels.size() : steps;
        requireElements(key, task, output, index, width);
        JsonKey unit = key.find("unit");
        Element value = new Element(output, index);
        Element lower = end(key.find("lower"), task, value, width);
        Element upper = end(key.find("upper"), task, value, width);
        if (lower.output() >= 0 && lower.equals(upper)) {
            throw key.get("upper").wrong("is the same element as lower", "name the elements of both ends");
        }
        return new OutputReading(
                text,
                task,
                value,
                unit == null ? "" : unit.text(),
                thresholds,
                labels,
                lowIsBad(key.find("low_is_bad"), labels),
                unsure(key.find("unsure"), labels),
                lower,
                upper,
                steps,
                FactsReader.chosen(key, !thresholds.isEmpty()));
    }

    private boolean ofTexts(int output) {
        return outputs.get(output).type() == ElementType.STRING;
    }

    private int output(JsonKey key, int absent) throws ModelRefused {
        JsonKey name = key.find("output");
        if (name == null) {
            return absent;
        }
        String text = name.text();
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i).name().equals(text)) {
                return i;
            }
        }
        throw name.wrong("is not among the outputs", "name one of the outputs");
    }

    private int index(JsonKey key, int output) throws ModelRefused {
        JsonKey index = key.find("index");
        if (index == null) {
            return 0;
        }
        long element = index.integer();
        if (element < 0 || element >= outputs.get(output).elementsPerRow()) {
            throw beyond(index, output);
        }
        return (int) element;
    }

    private ModelRefused beyond(JsonKey index, int output) {
        return index.wrong(
                "output " + outputs.get(output).name() + " has "
                        + outputs.get(output).elementsPerRow() + " elements per row",
                "use an index below that, from 0");
    }

    private static List<Double> thresholds(JsonKey key, Task task) throws ModelRefused {
        JsonKey list = key.find("thresholds");
        List<Double> thresholds = list == null ? List.of() : list.numbers(THRESHOLDS);
        if ((task == Task.CLASSES || task == Task.EMBEDDING) && !thresholds.isEmpty()) {
            throw list.wrong("belong to a number, not to " + key.get("task").text(), "remove them");
        }
        if (task == Task.BINARY && thresholds.size() != 1) {
            String problem = "a binary reading has exactly one threshold";
            throw list == null
                    ? key.missing("thresholds", problem, "write one")
                    : list.wrong(problem, "write one, or use the task value");
        }
        for (int i = 1; i < thresholds.size(); i++) {
            if (!(thresholds.get(i - 1) < thresholds.get(i))) {
                throw list.wrong("do not rise", "write each threshold once, the lowest first");
            }
        }
        return thresholds;
    }

    private static List<String> labels(JsonKey key, Task task, List<Double> thresholds) throws ModelRefused {
        JsonKey list = key.find("labels");
        List<String> labels = list == null ? List.of() : list.texts(LABELS);
        if (list != null) {
            for (JsonKey label : list.list(LABELS)) {
                label.text("[^\\p{Cntrl}]{1,100}", "1 to 100 printable characters");
            }
        }
        if (task == Task.EMBEDDING && !labels.isEmpty()) {
            throw list.wrong("nothing is decided from an embedding", "remove them");
        }
        if (task == Task.CLASSES) {
            if (labels.size() < 2) {
                throw list == null
                        ? key.missing("labels", "classes need their names", "list one label per class")
                        : list.wrong("needs two labels at least", "list one label per class");
            }
            return labels;
        }
        boolean none = labels.isEmpty() && thresholds.isEmpty();
        if (!none && labels.size() != thresholds.size() + 1) {
            String problem = thresholds.size() + " threshold(s) make " + (thresholds.size() + 1) + " label(s)";
            throw list == null
                    ? key.missing("labels", problem, "list the label of the lowest values first")
                    : list.wrong(problem, "list one label more than thresholds, that of the lowest values first");
        }
        if (labels.size() == 1) {
            throw list.wrong("is one label without a threshold", "add a threshold and a second label, or remove it");
        }
        return labels;
    }

    private int steps(JsonKey key, Task task, int rest) throws ModelRefused {
        JsonKey steps = key.find("steps");
        boolean several = task == Task.FORECAST || task == Task.EMBEDDING;
        if (steps == null) {
            return several ? rest : 1;
        }
        long number = steps.integer();
        if (!several && number != 1) {
            throw steps.wrong("belongs to forecast and embedding", "remove it, or use the task forecast");
        }
        if (number < 1 || number > rest) {
            throw steps.wrong("the output has " + rest + " element(s) from the index on", "use a number within that");
        }
        return (int) number;
    }

    /** The classes of an output are all its elements, unless the index says that others stand before them. */
    private void requireElements(JsonKey key, Task task, int output, int index, int width) throws ModelRefused {
        if (task != Task.CLASSES || ofTexts(output)) {
            return;
        }
        int elements = outputs.get(output).elementsPerRow();
        boolean fits = key.find("index") == null ? width == elements : index + width <= elements;
        if (!fits) {
            throw key.get("labels")
                    .wrong(
                            "has " + width + " labels, but output "
                                    + outputs.get(output).name() + " has " + elements
                                    + " elements per row, read from index " + index,
                            "list one label per class; write the index where an output holds more than the classes");
        }
    }

    private Element end(JsonKey key, Task task, Element value, int width) throws ModelRefused {
        if (key == null) {
            return Element.NONE;
        }
        if (task == Task.CLASSES || task == Task.EMBEDDING) {
            throw key.wrong("belongs to a number", "remove it");
        }
        int output = output(key, value.output());
        if (ofTexts(output)) {
            throw key.wrong("output " + outputs.get(output).name() + " says texts, not numbers", "use another output");
        }
        Element end = new Element(output, index(key, output));
        if (end.index() + width > outputs.get(output).elementsPerRow()) {
            throw key.wrong(
                    "output " + outputs.get(output).name() + " has "
                            + outputs.get(output).elementsPerRow() + " elements per row, too few for " + width
                            + " step(s) from index " + end.index(),
                    "correct output or index");
        }
        if (end.equals(value)) {
            throw key.wrong("is the value itself", "name the output or the index that holds the end");
        }
        return end;
    }

    private static List<String> unsure(JsonKey key, List<String> labels) throws ModelRefused {
        List<String> unsure = key == null ? List.of() : key.texts(LABELS);
        for (String label : unsure) {
            if (!labels.contains(label)) {
                throw key.wrong("names '" + label + "', which is none of the labels", "name one of the labels");
            }
        }
        if (!unsure.isEmpty() && unsure.containsAll(labels)) {
            throw key.wrong("names every label, and nothing would ever be decided", "leave one out");
        }
        return unsure;
    }

    private static boolean lowIsBad(JsonKey key, List<String> labels) throws ModelRefused {
        boolean low = key != null && key.yes();
        if (low && labels.isEmpty()) {
            throw key.wrong("says which label is the bad one, and there are no labels", "add labels, or remove it");
        }
        return low;
    }
}
