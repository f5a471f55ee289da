package io.millwright.pipeline.explain;

import io.millwright.decision.Contribution;
import io.millwright.decision.Explanation;
import io.millwright.inference.ModelFolder;
import io.millwright.model.Model;
import io.millwright.model.ModelRunner;
import io.millwright.model.TensorSpec.Feature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Failures of AI4I 2020 whose only mode is known, explained: whether the feature that contributed most belongs to the mode. The data's
 * modes are rules over its columns, so that this can be said.
 */
final class MachineFailures {
    private static final int BUDGET_MILLIS = 250;

    /** The columns of the file by the words that the features' names share with them. */
    private static final List<String> WORDS = List.of("type", "air", "process", "speed", "torque", "wear");

    private static final Map<String, List<String>> MODES = new LinkedHashMap<>();

    static {
        MODES.put("HDF", List.of("air", "process", "speed"));
        MODES.put("PWF", List.of("speed", "torque"));
        MODES.put("OSF", List.of("wear", "torque", "type"));
        MODES.put("TWF", List.of("wear"));
    }

    private record Row(String[] cells, boolean failed, List<String> modes) {}

    private final List<Row> rows = new ArrayList<>();
    private final List<String> header;

    private MachineFailures(Path csv) throws IOException {
        List<String> lines = Files.readAllLines(csv);
        header = Arrays.asList(lines.get(0).replace("\uFEFF", "").split(","));
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",");
            List<String> modes = new ArrayList<>();
            for (String mode : List.of("TWF", "HDF", "PWF", "OSF", "RNF")) {
                if (cells[header.indexOf(mode)].equals("1")) {
                    modes.add(mode);
                }
            }
            rows.add(new Row(cells, cells[header.indexOf("Machine failure")].equals("1"), modes));
        }
    }

    /** Explains the failures that a model finds; returns one JSON object. */
    static String measure(Path csv, Path model, Path scratch) throws Exception {
        MachineFailures failures = new MachineFailures(csv);
        List<Feature> features;
        String background;
        try (ModelFolder open = ModelFolder.open(model)) {
            features = open.model().inputs().get(0).features();
            background = failures.background(features);
        }
        Path folder = MeasuredModels.withBackground(model, scratch.resolve("background"), background);
        try (ModelFolder open = ModelFolder.open(folder)) {
            return failures.measure(open.model());
        }
    }

    /** Healthy rows, drawn at random. */
    private String background(List<Feature> features) {
        StringBuilder csv = new StringBuilder(
                        String.join(",", features.stream().map(Feature::name).toList()))
                .append('\n');
        List<Row> healthy =
                new ArrayList<>(rows.stream().filter(row -> !row.failed).toList());
        Collections.shuffle(healthy, new Random(1));
        for (Row row : healthy.subList(0, MeasuredModels.BACKGROUND_ROWS)) {
            float[] numbers = numbers(row, features);
            for (int i = 0; i < numbers.length; i++) {
                Feature feature = features.get(i);
                csv.append(i == 0 ? "" : ",");
                csv.append(feature.categories().isEmpty() ? String.valueOf(numbers[i]) : (int) numbers[i]);
            }
            csv.append('\n');
        }
        return csv.toString();
    }

    private float[] numbers(Row row, List<Feature> features) {
        float[] numbers = new float[features.size()];
        for (int i = 0; i < numbers.length; i++) {
            String cell = row.cells[column(word(features.get(i).name()))];
            List<String> categories = features.get(i).categories();
            numbers[i] = categories.isEmpty() ? Float.parseFloat(cell) : categories.indexOf(cell);
        }
        return numbers;
    }

    private int column(String word) {
        for (int i = 0; i < header.size(); i++) {
            if (header.get(i).toLowerCase(Locale.ROOT).contains(word)) {
                return i;
            }
        }
        throw new IllegalStateException("the data has no column " + word);
    }

    private static String word(String feature) {
        String lower = feature.toLowerCase(Locale.ROOT);
        return WORDS.stream()
                .filter(lower::contains)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the data has no column for feature " + feature));
    }

    private String measure(Model model) throws Exception {
        Map<String, int[]> byMode = new LinkedHashMap<>();
        MODES.keySet().forEach(mode -> byMode.put(mode, new int[2]));
        List<Double> millis = new ArrayList<>();
        double greatestGap = 0;
        String method = "";
        int backgroundRows = 0;
        try (ModelRunner one = model.open(1);
                OpenRunner runner = OpenRunner.open(model, System::nanoTime, () -> false)) {
            for (Row row : rows) {
                if (!row.failed || row.modes.size() != 1 || !MODES.containsKey(row.modes.get(0))) {
                    continue;
                }
                Decided decided = Decided.of(
                        model, one, numbers(row, model.inputs().get(0).features()));
                if (!decided.alarm()) {
                    continue;
                }
                long start = System.nanoTime();
                Explanation explanation = Explainer.explain(
                        runner, decided.decision(), decided.inputs(), BUDGET_MILLIS, System::nanoTime, () -> false);
                millis.add((System.nanoTime() - start) / 1e6);
                method = explanation.method().name();
                backgroundRows = explanation.backgroundRows();
                double sum = explanation.contributions().stream()
                        .mapToDouble(Contribution::amount)
                        .sum();
                greatestGap = Math.max(greatestGap, Math.abs(sum - (explanation.output() - explanation.expected())));
                int[] count = byMode.get(row.modes.get(0));
                count[1]++;
                String top = word(explanation.contributions().get(0).feature());
                count[0] += MODES.get(row.modes.get(0)).contains(top) ? 1 : 0;
            }
            return json(model, byMode, millis, greatestGap, method, backgroundRows, runner.batch());
        }
    }

    private static String json(
            Model model,
            Map<String, int[]> byMode,
            List<Double> millis,
            double gap,
            String method,
            int backgroundRows,
            int batch) {
        int right = byMode.values().stream().mapToInt(count -> count[0]).sum();
        int all = byMode.values().stream().mapToInt(count -> count[1]).sum();
        StringBuilder modes = new StringBuilder();
        byMode.forEach((mode, count) -> modes.append(modes.isEmpty() ? "" : ",")
                .append(String.format(Locale.ROOT, "\"%s\":\"%d/%d\"", mode, count[0], count[1])));
        return String.format(
                Locale.ROOT,
                "{\"model\":\"%s %s\",\"hits\":%d,\"top_feature_in_mode\":%.4f,\"by_mode\":{%s},\"method\":\"%s\","
                        + "\"background_rows\":%d,\"batch\":%d,\"efficiency_gap\":%.2g,\"p50_ms\":%.1f,\"p99_ms\":%.1f,\"max_ms\":%.1f}",
                model.name(),
                model.version(),
                all,
                all == 0 ? Double.NaN : (double) right / all,
                modes,
                method,
                backgroundRows,
                batch,
                gap,
                percentile(millis, 0.5),
                percentile(millis, 0.99),
                percentile(millis, 1));
    }

    static double percentile(List<Double> values, double share) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
    }
}
