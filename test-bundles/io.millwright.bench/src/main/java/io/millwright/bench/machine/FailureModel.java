package io.millwright.bench.machine;

import com.eclipsesource.json.JsonObject;
import io.millwright.model.ModelException;
import io.millwright.model.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The shipped model of machine failure on rows of AI4I 2020, by the gateway's runner, and whether its hint names the published mode. */
final class FailureModel {
    private static final List<String> COLUMNS = List.of(
            "Type",
            "Air temperature [K]",
            "Process temperature [K]",
            "Rotational speed [rpm]",
            "Torque [Nm]",
            "Tool wear [min]");
    private static final List<String> TYPES = List.of("L", "M", "H");
    private static final Map<String, String> MODES =
            Map.of("TWF", "tool_wear", "HDF", "heat_dissipation", "PWF", "power", "OSF", "overstrain");
    private static final String TRUTH = "Machine failure";

    private FailureModel() {}

    /** @param rows rows that the model has not seen, or those that it was trained with */
    static JsonObject run(Path model, Path rows) throws IOException, ModelException {
        List<String> lines = Files.readAllLines(rows);
        List<String> head = Arrays.asList(lines.get(0).split(","));
        Verdicts verdicts = new Verdicts();
        int hits = 0;
        int named = 0;
        try (ModelRows runner = new ModelRows(model)) {
            List<Reading> readings = runner.model().readings();
            double limit = readings.get(0).thresholds().get(0);
            List<String> labels = readings.get(1).labels();
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split(",");
                boolean failure = cells[head.indexOf(TRUTH)].equals("1");
                float[] input = input(cells, head);
                double score = runner.run(input, 0)[0];
                verdicts.add(score, failure);
                List<String> modes = MODES.keySet().stream()
                        .filter(mode -> cells[head.indexOf(mode)].equals("1"))
                        .toList();
                if (failure && score >= limit && modes.size() == 1) {
                    hits++;
                    String hint = labels.get(greatest(runner.run(input, 1)));
                    named += hint.equals(MODES.get(modes.get(0))) ? 1 : 0;
                }
            }
            return verdicts.at(limit)
                    .add("pr_auc", verdicts.averagePrecision())
                    .add("hint_names_the_mode", Verdicts.rounded((double) named / Math.max(1, hits)))
                    .add("hits_of_one_mode", hits)
                    .add("golden_rows", runner.goldenRows())
                    .add("golden_deviation", runner.deviation());
        }
    }

    private static float[] input(String[] cells, List<String> head) {
        float[] input = new float[COLUMNS.size()];
        input[0] = TYPES.indexOf(cells[head.indexOf(COLUMNS.get(0))]);
        for (int i = 1; i < input.length; i++) {
            input[i] = Float.parseFloat(cells[head.indexOf(COLUMNS.get(i))]);
        }
        return input;
    }

    private static int greatest(float[] values) {
        int greatest = 0;
        for (int i = 1; i < values.length; i++) {
            greatest = values[i] > values[greatest] ? i : greatest;
        }
        return greatest;
    }
}
