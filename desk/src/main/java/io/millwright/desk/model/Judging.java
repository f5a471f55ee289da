package io.millwright.desk.model;

import io.millwright.inference.ModelFolder;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.Reading.Task;
import io.millwright.pipeline.decide.Rule;
import io.millwright.pipeline.decide.Rules;
import io.millwright.pipeline.window.MappingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Has a model say something of rows whose truth is known, as a gateway would have it decide: its own thresholds, no votes. */
final class Judging {
    /** The column with the truth of the first reading; of another one it is {@code label.NAME}. */
    static final String LABEL = "label";

    private final String model;
    private final List<Judged> readings;
    private final int leftOut;
    private final DataTable data;

    private Judging(String model, List<Judged> readings, int leftOut, DataTable data) {
        this.model = model;
        this.readings = readings;
        this.leftOut = leftOut;
        this.data = data;
    }

    /**
     * Runs a folder's model over rows.
     *
     * @param label the column with the truth of the first reading
     */
    static Judging of(Path folder, DataTable data, String label) throws IOException, Refusal {
        ModelCheck.requireFolder(folder);
        try (ModelFolder open = ModelFolder.open(folder)) {
            return of(
                    new RowRunner(open, data),
                    data,
                    label,
                    "--data has no column '" + label + "' with what is true",
                    "name it with --label; of further readings the columns are " + LABEL + ".NAME");
        }
    }

    /**
     * Runs a folder's model over pictures whose class is known.
     *
     * @param pictures folder with one folder per class
     * @param ok name of the class without a defect; "" for one of the usual names
     */
    static Judging of(Path folder, Path pictures, String ok) throws IOException, Refusal {
        ModelCheck.requireFolder(folder);
        try (ModelFolder open = ModelFolder.open(folder)) {
            LabelledPictures labelled = new LabelledPictures(pictures, ok, PictureRunner.paired(open));
            PictureRunner runner = new PictureRunner(open, labelled);
            List<Reading> readings = runner.model().readings();
            List<Rule.Settings> rules = rules(runner, readings);
            Map<String, List<String>> truth = new LinkedHashMap<>();
            truth.put("class", labelled.labels());
            for (int r = 0; r < rules.size(); r++) {
                List<String> said = PictureTruth.of(labelled, rules.get(r));
                if (said != null) {
                    truth.put(column(readings, r, LABEL), said);
                }
            }
            return of(
                    runner,
                    DataTable.of(truth),
                    LABEL,
                    "--pictures " + pictures + " has the classes " + labelled.classes()
                            + ", which no reading of the model tells apart",
                    "name the folders as the labels of a reading, or fine-tune the model on them");
        }
    }

    private static Judging of(CaseRunner cases, DataTable data, String label, String untold, String remedy)
            throws Refusal {
        List<Reading> said = cases.model().readings();
        List<Rule.Settings> rules = rules(cases, said);
        List<Judged> judged = new ArrayList<>();
        for (int r = 0; r < said.size(); r++) {
            judged.add(empty(said.get(r), rules.get(r), data, column(said, r, label)));
        }
        if (judged.stream().allMatch(each -> each == null)) {
            throw new Refusal(untold, remedy);
        }
        cases.run((row, runner) -> fill(cases, runner, row, judged, rules));
        return new Judging(
                cases.model().name() + " " + cases.model().version(),
                judged.stream().filter(each -> each != null).toList(),
                cases.leftOut(),
                data);
    }

    /** The column with the truth of a reading. */
    private static String column(List<Reading> readings, int reading, String label) {
        return reading == 0 ? label : LABEL + "." + readings.get(reading).name();
    }

    private static List<Rule.Settings> rules(CaseRunner rows, List<Reading> readings) throws Refusal {
        try {
            return Rules.of(rows.model().name(), readings, List.of());
        } catch (MappingException e) {
            throw new Refusal(e.getMessage(), "correct model.json");
        }
    }

    private static Judged empty(Reading reading, Rule.Settings rule, DataTable data, String label) throws Refusal {
        DataTable.Column column = data.column(label);
        if (column == null || reading.task() == Task.EMBEDDING) {
            return null;
        }
        int rows = data.rows();
        boolean labels = !rule.unlabelled() && !(reading.task() == Task.VALUE && column.numeric());
        if (!labels && !column.numeric()) {
            throw new Refusal(
                    "column '" + label + "' holds texts, and reading '" + reading.name() + "' is a number",
                    "give numbers, or another column with --label");
        }
        int alarm = rule.unlabelled() ? -1 : rule.lowIsBad() ? 0 : rule.labels().size() - 1;
        return new Judged(
                reading,
                rule.labels(),
                alarm,
                filled(rows),
                labels ? truth(column, rule.labels(), alarm) : filled(rows),
                nans(rows),
                nans(rows),
                nans(rows),
                labels ? null : column.numbers());
    }

    private static int[] filled(int rows) {
        int[] none = new int[rows];
        Arrays.fill(none, -1);
        return none;
    }

    private static double[] nans(int rows) {
        double[] none = new double[rows];
        Arrays.fill(none, Double.NaN);
        return none;
    }

    /** Returns the places of the true labels; of two a word for good or bad will do. */
    private static int[] truth(DataTable.Column column, List<String> labels, int alarm) throws Refusal {
        int[] truth = filled(column.texts().size());
        for (int row = 0; row < truth.length; row++) {
            String text = column.texts().get(row);
            int place = labels.indexOf(text);
            Boolean bad = place < 0 && labels.size() == 2 ? Labels.alarm(text) : null;
            if (text.isEmpty()) {
                continue;
            }
            if (place < 0 && bad == null) {
                throw new Refusal(
                        "column '" + column.name() + "' has '" + text + "', which is none of the labels " + labels,
                        "correct it, or empty it where nobody knows");
            }
            truth[row] = place >= 0 ? place : bad ? alarm : 1 - alarm;
        }
        return truth;
    }

    private static void fill(
            CaseRunner rows, ModelRunner runner, int row, List<Judged> judged, List<Rule.Settings> rules) {
        for (int r = 0; r < judged.size(); r++) {
            if (judged.get(r) != null) {
                fill(rows, runner, row, judged.get(r), rules.get(r));
            }
        }
    }

    private static void fill(CaseRunner rows, ModelRunner runner, int row, Judged judged, Rule.Settings rule) {
        Reading reading = judged.reading();
        double number = rows.element(runner, reading.output(), reading.index());
        int label = -1;
        if (rule.classes()) {
            label = rows.named(reading) ? (int) number : greatest(rows, runner, reading);
            number = rows.named(reading) ? number : rows.element(runner, reading.output(), reading.index() + label);
        } else if (!rule.unlabelled()) {
            label = new Rule(rule).labelOf(number);
        }
        if (!Double.isFinite(number)) {
            return;
        }
        judged.numbers()[row] = number;
        judged.said()[row] = label;
        if (reading.lowerOutput() >= 0 && reading.upperOutput() >= 0) {
            judged.lower()[row] = rows.element(runner, reading.lowerOutput(), reading.lowerIndex());
            judged.upper()[row] = rows.element(runner, reading.upperOutput(), reading.upperIndex());
        }
    }

    private static int greatest(CaseRunner rows, ModelRunner runner, Reading reading) {
        int best = 0;
        for (int i = 1; i < reading.labels().size(); i++) {
            if (rows.element(runner, reading.output(), reading.index() + i)
                    > rows.element(runner, reading.output(), reading.index() + best)) {
                best = i;
            }
        }
        return best;
    }

    /** Returns name and version. */
    String model() {
        return model;
    }

    /** Returns what was said in each reading whose truth is known. */
    List<Judged> readings() {
        return readings;
    }

    /** Returns how many rows lacked a value that the model needs. */
    int leftOut() {
        return leftOut;
    }

    /** Returns the rows that it was judged by. */
    DataTable data() {
        return data;
    }
}
