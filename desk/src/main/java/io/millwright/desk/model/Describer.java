package io.millwright.desk.model;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.inference.ModelDraft;
import io.millwright.inference.RefusedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** From an ONNX file to the files of a model folder. What is ambiguous is asked or refused. */
final class Describer {
    private static final double INVERTED = 0.4;
    private static final double CLEAR = 0.6;

    /** By so much a probability may lie outside of 0 to 1. */
    private static final double ROUNDING = 1e-3;

    /** Fewer rows of one kind prove nothing. */
    private static final int LEAST_OF_A_KIND = 10;

    private final DescribeOptions options;
    private final Answers answers;
    private final Consumer<String> notes;
    private final ModelFiles files;

    private DataTable table;
    private DataTable.Column label;
    private boolean[] truth;
    private OnnxImport onnx;
    private StatePairs states;
    private List<InputSketch> inputs;
    private List<OutputSketch> outputs;
    private Rebuilding rebuilding;
    private ReadingSketch reading;
    private GoldenDraft golden;
    private Outcome outcome;
    private final List<String> leaks = new ArrayList<>();
    private Statements statements;

    Describer(DescribeOptions options, Answers answers, Consumer<String> notes, ModelFiles files) {
        this.options = options;
        this.answers = answers;
        this.notes = notes;
        this.files = files;
    }

    /** Writes everything but the card into the draft of the folder. */
    void describe(Path file, Progress progress) throws IOException, Refusal {
        onnx = OnnxImport.of(file, files.file(ModelFiles.ONNX), options.constants(), notes);
        if (!onnx.facts().random().isEmpty()) {
            notes.accept("warning: the graph draws random numbers "
                    + onnx.facts().random() + ": the same row decides differently each time; export it without them");
        }
        readData();
        statements = Statements.of(options, answers);
        states = StatePairs.of(options, onnx.graph(), onnx.facts(), answers, notes);
        inputs = new InputSketcher(options, onnx.facts(), table, states, answers, notes)
                .inputs(onnx.graph().inputs(), onnx.graph().outputs());
        progress.step("comparing with the original");
        onnx.prove(inputs, notes);
        findLeaks();
        progress.step("looking for the shapes of the outputs");
        rebuilding = new Rebuilding(options, inputs);
        outputs = new OutputSketcher(options, inputs, files.file(ModelFiles.ONNX), notes)
                .outputs(rebuilding.of(files.file(ModelFiles.ONNX), onnx.graph().outputs(), notes));
        reading = readings(false);
        progress.step("running rows");
        run();
        settle();
        writeGolden();
    }

    private void readData() throws Refusal {
        if (options.data == null) {
            return;
        }
        table = DataTable.read(options.data);
        String name = FeatureNames.label(options, table);
        label = name.isEmpty() ? null : table.column(name);
        truth = label == null ? null : Truth.of(label, positiveWord());
        if (truth != null && (Truth.count(truth) == 0 || Truth.count(truth) == truth.length)) {
            truth = null;
        }
    }

    /** Returns the label that means the alarm, "" where the words themselves say it: 0 and 1 may be meant as columns. */
    private String positiveWord() {
        boolean named = onnx.facts().classes(2).stream().anyMatch(names -> names.contains(options.positive));
        return named || !options.positive.matches("[01]") ? options.positive : "";
    }

    private void findLeaks() {
        if (table == null) {
            return;
        }
        List<DataTable.Column> used = new ArrayList<>();
        for (InputSketch input : inputs) {
            for (FeatureSketch feature : input.features()) {
                if (feature.column() != null) {
                    used.add(feature.column());
                }
            }
        }
        leaks.addAll(Leaks.of(used, label, truth));
    }

    private ReadingSketch readings(boolean proved) throws Refusal, IOException {
        if (options.readings != null) {
            return ofFile();
        }
        return new ReadingSketcher(
                        options,
                        onnx.facts(),
                        inputs,
                        candidates(),
                        truth != null && !proved,
                        answers,
                        proved ? any -> {} : notes)
                .reading();
    }

    /** Returns the outputs that may be decided from: what is only remembered is not. */
    private List<OutputSketch> candidates() {
        List<OutputSketch> said = outputs.stream()
                .filter(output -> !states.isOutput(output.name()))
                .toList();
        return said.isEmpty() || !options.output.isEmpty() ? outputs : said;
    }

    private ReadingSketch ofFile() throws Refusal, IOException {
        try {
            JsonArray list = Json.parse(Files.readString(options.readings)).asArray();
            List<String> names = outputs.stream().map(OutputSketch::name).toList();
            String score = list.get(0).asObject().getString("output", names.get(0));
            return new ReadingSketch(list, names, score, "", false);
        } catch (RuntimeException e) {
            throw new Refusal(
                    "--readings " + options.readings + " is no list of readings: " + e.getMessage(),
                    "write [{\"name\": …, \"task\": …}], see docs/model-format.md");
        }
    }

    /** Runs rows by the gateway's own runner; where made-up values do not fit the graph once more with whole numbers near 0. */
    private void run() throws IOException, Refusal {
        try {
            run(false);
        } catch (RefusedFolder e) {
            if (e.what().contains("rows do not go together")) {
                throw new Refusal(
                        e.what(),
                        "--no-batch where the first dimension of the inputs is no batch, or export with a free batch");
            }
            if (options.golden != null || !e.what().contains(": run = ")) {
                throw e;
            }
            try {
                run(true);
            } catch (RefusedFolder again) {
                if (options.shapes.isEmpty()) {
                    throw again;
                }
                throw new Refusal(
                        again.what(), "--shape with the sizes of the training: " + options.shapes + " do not run");
            }
        }
    }

    private void run(boolean mild) throws IOException, Refusal {
        if (options.golden != null) {
            Files.copy(
                    options.golden, files.file(ModelFiles.GOLDEN), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } else {
            golden = new GoldenDraft(inputs, states, table, truth, mild);
            golden.write(files.file(ModelFiles.GOLDEN));
        }
        writeDescription();
        try (ModelDraft draft = ModelDraft.open(files.draft())) {
            outcome = Outcome.of(draft);
        }
        if (outcome.rows() == 0) {
            throw new Refusal(
                    reading.score() + " is no finite number in any of the rows",
                    table == null
                            ? "--data with rows like those of the training"
                            : "look after the export, and --features");
        }
    }

    /** Returns the outputs that readings and states take. */
    private List<OutputSketch> needed() {
        return outputs.stream()
                .filter(output -> reading.outputs().contains(output.name()) || states.isOutput(output.name()))
                .toList();
    }

    private JsonObject writeDescription() throws IOException {
        JsonObject head = new JsonObject()
                .add("name", options.name)
                .add("version", options.version)
                .add("description", options.description.isEmpty() ? options.name : options.description);
        if (!states.isEmpty()) {
            head.add("states", states.json());
        }
        if (options.rowPeriodMillis > 0) {
            head.add("row_period_ms", options.rowPeriodMillis);
        }
        List<OutputSketch> needed = needed();
        statements.addTo(head);
        return files.describe(head, inputs, needed, statements.chosen(reading.readings(), options));
    }

    /** What the rows prove or contradict. */
    private void settle() throws IOException, Refusal {
        rebuilding.requireThreshold(usual());
        if (!reading.verdict().isEmpty()) {
            new AnomalyDirection(reading, outcome).check();
        }
        probability();
        double auc = auc();
        if (reading.open()) {
            if (!(auc >= CLEAR) && !(auc <= INVERTED)) {
                throw new Refusal(
                        "which of the two columns of " + reading.score() + " is the alarm is not known, and the data's "
                                + label.name() + " does not tell it ("
                                + (Double.isNaN(auc) ? "too few rows" : "area under the ROC curve " + auc) + ")",
                        "--positive 0 or --positive 1, the column of the alarm");
            }
            options.positive = auc >= CLEAR ? "1" : "0";
            reading = readings(true);
            notes.accept("the alarm is column " + options.positive + " of " + reading.score() + ": it is high where "
                    + label.name() + " is an alarm");
            run();
        } else if (auc <= INVERTED && !reading.first().getBoolean("low_is_bad", false)) {
            throw new Refusal(
                    String.format(
                            java.util.Locale.ROOT,
                            "%s is low where %s is an alarm (area under the ROC curve %.3f): it would decide inverted",
                            reading.score(),
                            label.name(),
                            auc),
                    "--positive with the other class, or --low-is-bad; --label with another column if " + label.name()
                            + " is not the truth");
        }
    }

    /** Returns the numbers of the data's rows that are no alarms as far as is known. */
    private double[] usual() {
        return IntStream.range(0, outcome.rows())
                .filter(row -> fromData())
                .filter(row -> truth == null || !truth[golden.dataRow(outcome.place(row))])
                .mapToDouble(outcome::number)
                .toArray();
    }

    /** A threshold of one half is right for what lies between 0 and 1 only. */
    private void probability() throws Refusal {
        if (!reading.task().equals("binary") || !options.thresholds.isEmpty()) {
            return;
        }
        for (int i = 0; i < outcome.rows(); i++) {
            double number = outcome.number(i);
            if (number < -ROUNDING || number > 1 + ROUNDING) {
                throw new Refusal(
                        reading.score() + " is " + (float) number
                                + " in one of the rows: no probability, and whether one half"
                                + " is the threshold is not known",
                        "--threshold with the number from which it is an alarm, or export the model with probabilities");
            }
        }
    }

    /** Returns how well the number tells the data's alarms, NaN where that is not known. */
    private double auc() {
        boolean number = reading.task().equals("binary") || reading.task().equals("anomaly");
        // Of a window it is not known which of its rows the label belongs to.
        number &= inputs.stream().allMatch(input -> input.shape().length <= 2);
        if (truth == null || golden == null || !number || golden.dataRow(0) < 0) {
            return Double.NaN;
        }
        double[] numbers = new double[outcome.rows()];
        int[] rows = new int[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = outcome.number(i);
            rows[i] = golden.dataRow(outcome.place(i));
        }
        boolean[] some = Truth.at(truth, rows);
        boolean enough = Math.min(Truth.count(some), some.length - Truth.count(some)) >= LEAST_OF_A_KIND;
        return enough ? Truth.auc(numbers, some) : Double.NaN;
    }

    private void writeGolden() throws IOException {
        if (golden == null) {
            return;
        }
        List<OutputSketch> needed = needed();
        StringBuilder text = new StringBuilder(golden.header());
        for (OutputSketch output : needed) {
            int width = outcome.values(0, output.name()).length;
            for (int i = 0; i < width; i++) {
                text.append(",=").append(output.name()).append(output.elements() == 1 ? "" : "[" + i + "]");
            }
        }
        text.append('\n');
        for (int row = 0; row < outcome.rows(); row++) {
            text.append(golden.line(outcome.place(row)));
            for (OutputSketch output : needed) {
                for (double value : outcome.values(row, output.name())) {
                    text.append(',').append(value);
                }
            }
            text.append('\n');
        }
        files.write(ModelFiles.GOLDEN, text.toString());
        writeDescription();
    }

    /** Returns lines that show what some rows would decide. */
    List<String> examples() {
        List<String> lines = new ArrayList<>();
        for (int example : outcome.examples()) {
            int row = outcome.place(example);
            String inputsOfRow = golden == null ? "golden row " + (row + 1) : ExampleText.of(inputs, golden, row);
            String said = truth == null || golden == null || golden.dataRow(row) < 0
                    ? ""
                    : "   (" + label.name() + " is " + label.texts().get(golden.dataRow(row)) + ")";
            lines.add(inputsOfRow + "  ->  " + outcome.text(example) + said);
        }
        return lines;
    }

    List<String> leaks() {
        return leaks;
    }

    List<InputSketch> inputs() {
        return inputs;
    }

    ReadingSketch reading() {
        return reading;
    }

    GraphFacts facts() {
        return onnx.facts();
    }

    /** Whether the results of the golden rows were computed here, and prove the runtime alone. */
    boolean ownResults() {
        return golden != null;
    }

    int rows() {
        return outcome.rows();
    }

    boolean fromData() {
        return golden != null && golden.dataRow(0) >= 0;
    }
}
