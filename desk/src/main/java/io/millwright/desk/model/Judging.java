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
import java.util.List;

/** Has a model say something of rows whose truth is known, as a gateway would have it decide: its own thresholds, no votes. */
final class Judging {
    /** The column with the truth of the first reading; of another one it is {@code label.NAME}. */
    static final String LABEL = "label";

    private final String model;
    private final List<Judged> readings;
    private final int leftOut;

    private Judging(String model, List<Judged> readings, int leftOut) {
        this.model = model;
        this.readings = readings;
        this.leftOut = leftOut;
    }

    /**
     * Runs a folder's model over rows.
     *
     * @param label the column with the truth of the first reading
     */
    static Judging of(Path folder, DataTable data, String label) throws IOException, Refusal {
        ModelCheck.requireFolder(folder);
        try (ModelFolder open = ModelFolder.open(folder)) {
            RowRunner rows = new RowRunner(open, data);
            List<Reading> said = rows.model().readings();
            List<Rule.Settings> rules = rules(rows, said);
            List<Judged> judged = new ArrayList<>();
            for (int r = 0; r < said.size(); r++) {
                judged.add(empty(
                        said.get(r),
                        rules.get(r),
                        data,
                        r == 0 ? label : LABEL + "." + said.get(r).name()));
            }
            if (judged.stream().allMatch(each -> each == null)) {
                throw new Refusal(
                        "--data has no column '" + label + "' with what is true",
                        "name it with --label; of further readings the columns are " + LABEL + ".NAME");
            }
            rows.run((row, runner) -> fill(rows, runner, row, judged, rules));
            return new Judging(
                    rows.model().name() + " " + rows.model().version(),
                    judged.stream().filter(each -> each != null).toList(),
                    rows.leftOut());
        }
    }

    private static List<Rule.Settings> rules(RowRunner rows, List<Reading> readings) throws Refusal {
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
            RowRunner rows, ModelRunner runner, int row, List<Judged> judged, List<Rule.Settings> rules) {
        for (int r = 0; r < judged.size(); r++) {
            if (judged.get(r) != null) {
                fill(rows, runner, row, judged.get(r), rules.get(r));
            }
        }
    }

    private static void fill(RowRunner rows, ModelRunner runner, int row, Judged judged, Rule.Settings rule) {
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

    private static int greatest(RowRunner rows, ModelRunner runner, Reading reading) {
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
}
