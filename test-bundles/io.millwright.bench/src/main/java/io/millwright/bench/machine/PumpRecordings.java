package io.millwright.bench.machine;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Recordings of a rig with pump and valve, each with a column {@code anomaly}: learned from the first lines of each with the one command,
 * judged on the rest. Nothing is set per recording.
 */
final class PumpRecordings {
    private static final String TIME = "datetime";
    private static final String TRUTH = "anomaly";
    private static final String LABELS = "anomaly,changepoint";

    /** The best that SKAB publishes for all its recordings, of which these are a few: a convolutional autoencoder; and PCA alone. */
    private static final double BEST_F1 = 0.78;

    private static final double BEST_FALSE_PERCENT = 13.55;
    private static final double PCA_F1 = 0.76;
    private static final double PCA_FALSE_PERCENT = 26.62;

    private final int learned;
    private final List<String> options;

    /** @param options further ones of the command, the same for all recordings */
    PumpRecordings(int learned, List<String> options) {
        this.learned = learned;
        this.options = options;
    }

    JsonObject run(Path folder) throws IOException, InterruptedException, ModelException {
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.filter(file -> file.toString().endsWith(".csv"))
                    .sorted()
                    .toList();
        }
        Verdicts all = new Verdicts();
        JsonArray each = new JsonArray();
        double deviation = 0;
        Path work = Files.createTempDirectory("millwright-machine");
        for (Path file : files) {
            Path model = work.resolve(file.getFileName().toString().replace(".csv", ""));
            List<Object> command = new ArrayList<>(List.of(
                    "model", "learn-normal", file, "--out", model, "--lines", learned, "--exclude", LABELS, "--json"));
            command.addAll(options);
            JsonObject told = Json.parse(Programs.desk(command.toArray())).asObject();
            Path rows = work.resolve("rows.csv");
            Programs.desk("model", "features", "--model", model, "--recording", file, "--out", rows);
            try (ModelRows runner = new ModelRows(model)) {
                deviation = Math.max(deviation, runner.deviation());
                Verdicts verdicts = judged(file, rows, runner);
                all.addAll(verdicts);
                each.add(verdicts.at(1)
                        .add("recording", file.getFileName().toString())
                        .add("false_alarms_per_day_promised", told.get("falseAlarmsPerDay")));
            }
        }
        return all.at(1)
                .add("recordings", files.size())
                .add("each", each)
                .add("golden_deviation", deviation)
                .add("best_published", Json.object().add("f1", BEST_F1).add("false_alarm_percent", BEST_FALSE_PERCENT))
                .add("pca_published", Json.object().add("f1", PCA_F1).add("false_alarm_percent", PCA_FALSE_PERCENT));
    }

    /** Runs the model on the window that ends with each line behind those that were learned from. */
    private Verdicts judged(Path recording, Path rows, ModelRows runner) throws IOException, ModelException {
        Map<Long, Integer> places = new HashMap<>();
        List<float[]> values = new ArrayList<>();
        try (Stream<String> lines = Files.lines(rows)) {
            lines.skip(1).forEach(line -> {
                String[] cells = line.split(",", -1);
                places.put(Math.round(Double.parseDouble(cells[0])), values.size());
                float[] row = new float[cells.length - 1];
                for (int i = 0; i < row.length; i++) {
                    row[i] = cells[i + 1].isEmpty() ? Float.NaN : Float.parseFloat(cells[i + 1]);
                }
                values.add(row);
            });
        }
        int length = (int) runner.model().inputs().get(0).shape()[1];
        List<String> lines = Files.readAllLines(recording);
        List<String> head = Arrays.asList(lines.get(0).split(";"));
        Verdicts verdicts = new Verdicts();
        for (String line : lines.subList(1 + learned, lines.size())) {
            String[] cells = line.split(";");
            long time = LocalDateTime.parse(cells[head.indexOf(TIME)].replace(' ', 'T'))
                    .toEpochSecond(ZoneOffset.UTC);
            boolean truth = Double.parseDouble(cells[head.indexOf(TRUTH)]) > 0.5;
            verdicts.add(runner.run(window(values, places.get(time), length), 0)[0], truth);
        }
        return verdicts;
    }

    private static float[] window(List<float[]> values, int end, int length) {
        int width = values.get(0).length;
        float[] window = new float[length * width];
        for (int row = 0; row < length; row++) {
            System.arraycopy(values.get(end - length + 1 + row), 0, window, row * width, width);
        }
        return window;
    }
}
