package io.millwright.bench.machine;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The shipped model of remaining life on runs of C-MAPSS that it has not seen, by the gateway's runner. */
final class LifeModel {
    private static final int[] SENSORS = {2, 3, 4, 7, 8, 9, 11, 12, 13, 14, 15, 17, 20, 21};
    private static final int FIRST_SENSOR = 4;
    private static final int LENGTH = 30;
    private static final double CAP = 125;

    private LifeModel() {}

    static JsonObject golden(Path model) throws IOException, ModelException {
        try (ModelRows runner = new ModelRows(model)) {
            return Json.object()
                    .add("golden_rows", runner.goldenRows())
                    .add("golden_deviation_cycles", runner.deviation());
        }
    }

    /**
     * Judges the last window of each unit.
     *
     * @param runs units that end before they fail
     * @param lives what each of them would still have done, a number per line
     */
    static JsonObject run(Path model, Path runs, Path lives) throws IOException, ModelException {
        Map<Integer, List<float[]>> units = new LinkedHashMap<>();
        for (String line : Files.readAllLines(runs)) {
            String[] cells = line.strip().split(" +");
            float[] row = new float[SENSORS.length];
            for (int i = 0; i < row.length; i++) {
                row[i] = Float.parseFloat(cells[FIRST_SENSOR + SENSORS[i]]);
            }
            units.computeIfAbsent((int) Double.parseDouble(cells[0]), unit -> new ArrayList<>())
                    .add(row);
        }
        List<String> truths = Files.readAllLines(lives);
        double squares = 0;
        double score = 0;
        int inside = 0;
        int at = 0;
        try (ModelRows runner = new ModelRows(model)) {
            for (List<float[]> rows : units.values()) {
                double truth = Math.min(CAP, Double.parseDouble(truths.get(at++).strip()));
                float[] window = last(rows);
                double late = runner.run(window, 0)[0] - truth;
                squares += late * late;
                score += (late < 0 ? Math.exp(-late / 13) : Math.exp(late / 10)) - 1;
                inside += runner.run(window, 1)[0] <= truth && truth <= runner.run(window, 2)[0] ? 1 : 0;
            }
        }
        return Json.object()
                .add("units", at)
                .add("rmse", Verdicts.rounded(Math.sqrt(squares / at)))
                .add("phm_score", Verdicts.rounded(score))
                .add("inside_percent", Verdicts.rounded(100.0 * inside / at));
    }

    /** The last window; a unit that is shorter began with its first row standing still. */
    private static float[] last(List<float[]> rows) {
        float[] window = new float[LENGTH * SENSORS.length];
        for (int row = 0; row < LENGTH; row++) {
            float[] from = rows.get(Math.max(0, rows.size() - LENGTH + row));
            System.arraycopy(from, 0, window, row * SENSORS.length, SENSORS.length);
        }
        return window;
    }
}
