package io.millwright.pipeline.drift;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.decision.DriftLevel;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Severity;
import io.millwright.decision.Value;
import io.millwright.inference.ModelFolder;
import io.millwright.model.Model;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.Reference;
import io.millwright.pipeline.reference.TrainingData;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * How often healthy machines raise an alarm of drift, and how soon changed ones do, by what a shipped model says of its training
 * data and with its own answers. Machines are made of rows of the data set; or, with files, are other people's.
 */
public final class DriftBenchmark {
    private static final int ROWS_PER_DAY = 1_440;
    private static final long MINUTE_MICROS = 60_000_000;
    private static final int WINDOW = Recent.SHORT;
    private static final int WINDOWS = 200;
    private static final int SITE_ROWS = 3_000;
    private static final double GAIN = 1.05;
    private static final List<String> TYPES = List.of("L", "M", "H");

    private final TrainingData training;
    private final Answers answers;
    private final double[][] data;

    private DriftBenchmark(Model model, ModelRunner runner, double[][] data) {
        training = TrainingData.of(model.reference());
        answers = new Answers(model, runner);
        this.data = data;
    }

    /**
     * Returns one JSON object.
     *
     * @param folder of the model
     * @param file rows of AI4I 2020
     * @param machines files of healthy machines, one row a minute: a header with the model's features, then values; empty for made ones
     */
    public static String run(Path folder, Path file, List<Path> machines, int seeds, int days) throws Exception {
        try (ModelFolder open = ModelFolder.open(folder)) {
            Reference reference = open.model().reference();
            if (reference == null) {
                throw new IOException(folder + ": its model.json has no reference. Remedy: write it by"
                        + " millwright_models.reference.");
            }
            try (ModelRunner runner = open.model().open(1)) {
                JsonObject json = Json.object()
                        .add("benchmark", "drift")
                        .add("model", open.model().name() + " " + open.model().version())
                        .add("alarm_interval_days", reference.alarmIntervalDays());
                new DriftBenchmark(open.model(), runner, read(file)).measure(machines, seeds, days, json);
                return json.toString();
            }
        }
    }

    private void measure(List<Path> machines, int seeds, int days, JsonObject json) throws Exception {
        int alarms = 0;
        double minutes = 0;
        long nanos = 0;
        StringBuilder each = new StringBuilder();
        int number = machines.isEmpty() ? seeds : machines.size();
        for (int seed = 1; seed <= number; seed++) {
            double[][] rows = machines.isEmpty()
                    ? HealthyMill.rows(data, days * ROWS_PER_DAY, seed)
                    : read(machines.get(seed - 1));
            List<List<Value>> said = answers.of(rows);
            AssetWatch watch = new AssetWatch(training, training.reference().alarmIntervalDays());
            long began = System.nanoTime();
            long raised = run(watch, rows, said);
            nanos += System.nanoTime() - began;
            alarms += (int) raised;
            minutes += rows.length;
            each.append(seed > 1 ? " " : "").append(raised);
        }
        json.add("machines", number)
                .add("days", minutes / ROWS_PER_DAY)
                .add("false_alarms", alarms)
                .add(
                        "false_alarms_chosen",
                        minutes / ROWS_PER_DAY / training.reference().alarmIntervalDays())
                .add("false_alarms_each", each.toString())
                .add("gain_5_percent_found", found(SITE_ROWS, DriftBenchmark::moreTorque))
                .add("gain_5_percent_found_at_first", found(0, DriftBenchmark::moreTorque))
                .add("gain_5_percent_found_in_recorded_order", foundInOrder(DriftBenchmark::moreTorque))
                .add("torque_half_deviation_found", found(SITE_ROWS, row -> changed(row, HealthyMill.TORQUE, 5)))
                .add("process_10_kelvin_found", found(SITE_ROWS, row -> changed(row, HealthyMill.PROCESS, 10)))
                .add("recorded_order_alarms", run(watch(), data, answers.of(data)))
                .add("recorded_order_days", data.length / (double) ROWS_PER_DAY)
                .add("row_us", nanos / 1e3 / minutes)
                .add("bytes_per_asset", AssetWatch.bytes(training.reference()));
    }

    private AssetWatch watch() {
        return new AssetWatch(training, training.reference().alarmIntervalDays());
    }

    private static double[] moreTorque(double[] row) {
        double[] changed = row.clone();
        changed[HealthyMill.TORQUE] *= GAIN;
        return changed;
    }

    private static double[] changed(double[] row, int column, double by) {
        double[] changed = row.clone();
        changed[column] += by;
        return changed;
    }

    /** Share of windows of which the level was raised at the end, each on a machine of its own. */
    private double found(int before, UnaryOperator<double[]> fault) throws Exception {
        int found = 0;
        for (int i = 0; i < WINDOWS; i++) {
            double[][] rows = HealthyMill.rows(data, before + WINDOW, 10_000L + i);
            for (int row = before; row < rows.length; row++) {
                rows[row] = fault.apply(rows[row]);
            }
            found += raisedAtEnd(rows) ? 1 : 0;
        }
        return found / (double) WINDOWS;
    }

    /** The same of rows as they were recorded, from a random place on. */
    private double foundInOrder(UnaryOperator<double[]> fault) throws Exception {
        Random random = new Random(1);
        int found = 0;
        for (int i = 0; i < WINDOWS; i++) {
            int from = random.nextInt(data.length - WINDOW);
            double[][] rows = Arrays.copyOfRange(data, from, from + WINDOW);
            for (int row = 0; row < rows.length; row++) {
                rows[row] = fault.apply(rows[row]);
            }
            found += raisedAtEnd(rows) ? 1 : 0;
        }
        return found / (double) WINDOWS;
    }

    private boolean raisedAtEnd(double[][] rows) throws Exception {
        AssetWatch watch = watch();
        run(watch, rows, answers.of(rows));
        return watch.level() != DriftLevel.NONE;
    }

    private static long run(AssetWatch watch, double[][] rows, List<List<Value>> said) {
        long before = watch.alarms();
        Row row = new Row();
        for (int i = 0; i < rows.length; i++) {
            row.values = rows[i];
            watch.decided((i + 1L) * MINUTE_MICROS, row, said.get(i));
        }
        return watch.alarms() - before;
    }

    /** Reads rows by the names of the model's features, or of the data set's columns. */
    private static double[][] read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<String> header = List.of(lines.get(0).split(","));
        List<String> wanted = List.of(
                "Type",
                "Air temperature [K]",
                "Process temperature [K]",
                "Rotational speed [rpm]",
                "Torque [Nm]",
                "Tool wear [min]");
        int[] columns = new int[HealthyMill.FEATURES.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = Math.max(header.indexOf(HealthyMill.FEATURES.get(i)), header.indexOf(wanted.get(i)));
            if (columns[i] < 0) {
                throw new IOException(file + ": no column " + HealthyMill.FEATURES.get(i));
            }
        }
        List<double[]> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",");
            double[] row = new double[columns.length];
            for (int i = 0; i < columns.length; i++) {
                String cell = cells[columns[i]];
                row[i] = TYPES.contains(cell) ? TYPES.indexOf(cell) : Double.parseDouble(cell);
            }
            rows.add(row);
        }
        return rows.toArray(double[][]::new);
    }

    /** A row that is used again and again. */
    private static final class Row implements FeatureSnapshot {
        private double[] values;

        @Override
        public List<String> features() {
            return HealthyMill.FEATURES;
        }

        @Override
        public int rows() {
            return 1;
        }

        @Override
        public double value(int row, int column) {
            return values[column];
        }
    }

    /** What the model itself says of rows, as a pipeline would read it. */
    private static final class Answers {
        private static final long RUN_MILLIS = 10_000;

        private final Reading reading;
        private final ModelRunner runner;
        private final FloatBuffer input;
        private final List<List<Value>> byLabel;

        Answers(Model model, ModelRunner runner) {
            reading = model.readings().get(0);
            this.runner = runner;
            input = runner.input(0).asFloatBuffer();
            byLabel = reading.labels().stream()
                    .map(label -> List.<Value>of(new Answer(reading.name(), label)))
                    .toList();
        }

        List<List<Value>> of(double[][] rows) throws Exception {
            List<List<Value>> said = new ArrayList<>(rows.length);
            for (double[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    input.put(i, (float) row[i]);
                }
                runner.run(RUN_MILLIS);
                float score = runner.output(reading.output()).getFloat(4 * reading.index());
                int label = 0;
                while (label < reading.thresholds().size()
                        && score >= reading.thresholds().get(label)) {
                    label++;
                }
                said.add(byLabel.get(label));
            }
            return said;
        }
    }

    private record Answer(String name, String label) implements Value {
        @Override
        public String unit() {
            return "";
        }

        @Override
        public double number() {
            return Double.NaN;
        }

        @Override
        public String rawLabel() {
            return label;
        }

        @Override
        public Severity severity() {
            return Severity.OK;
        }

        @Override
        public double lower() {
            return Double.NaN;
        }

        @Override
        public double upper() {
            return Double.NaN;
        }

        @Override
        public double[] steps() {
            return new double[0];
        }
    }
}
