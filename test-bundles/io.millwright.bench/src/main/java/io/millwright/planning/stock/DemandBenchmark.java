package io.millwright.planning.stock;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.inference.ModelFolder;
import io.millwright.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.zip.CRC32;

/**
 * What orders for car parts come to in months that the planner has not seen: it chooses with what was known before them, and its
 * choice lives through them, beside every single candidate. The model is judged on parts that it was not trained on.
 */
public final class DemandBenchmark {
    private static final Path MODEL = Path.of("models", "demand-quantile");
    private static final int LEAD = 2;
    private static final int REVIEW = 1;
    private static final double[] TARGETS = {0.90, 0.95};
    /** The training script takes the parts whose check sum leaves one of the first three remainders; the rest it never sees. */
    private static final int TRAINED_FIFTHS = 3;

    private final Path data;
    private final int months;
    private final boolean size;
    private final JsonArray skipped = new JsonArray();

    /**
     * Prepares a run in the root of the repository.
     *
     * @param data folder with carparts/
     * @param months the last ones, which the planner does not see
     * @param size whether planning of many parts is timed, too
     */
    public DemandBenchmark(Path data, int months, boolean size) {
        this.data = data;
        this.months = months;
        this.size = size;
    }

    /** Runs and returns one JSON object. */
    public String run() throws IOException, ModelException {
        JsonObject result = Json.object().add("bench", "scenario-demand");
        Path folder = data.resolve("carparts");
        if (Files.isDirectory(folder)) {
            Consumption all = CarParts.read(folder);
            result.add("months", all.count()).add("test_months", months);
            result.add("all_parts", sets(all, null, null));
            BitSet regular = CarParts.regular(all, all.count() - months);
            result.add("regular_parts", sets(all, regular, null));
            model(all, result);
        } else {
            skipped.add("car parts: " + folder + " is not there");
        }
        if (size) {
            result.add("size", new ManyParts().run());
        }
        return result.add("skipped", skipped).toString();
    }

    private void model(Consumption all, JsonObject result) throws IOException, ModelException {
        if (!Files.exists(MODEL.resolve("model.onnx"))) {
            skipped.add("model: " + MODEL + " is not there");
            return;
        }
        BitSet unseen = new BitSet();
        for (int part = 0; part < all.parts().size(); part++) {
            CRC32 sum = new CRC32();
            sum.update(all.parts().get(part).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            unseen.set(part, sum.getValue() % 5 >= TRAINED_FIFTHS);
        }
        try (ModelFolder opened = ModelFolder.open(MODEL);
                ModelQuantiles model = new ModelQuantiles(opened.model())) {
            result.add("golden_rows", opened.goldenRows()).add("golden_deviation", opened.greatestDeviation());
            Consumption parts = CarParts.of(all, unseen);
            result.add("unseen_parts", sets(parts, null, null));
            result.add("unseen_parts_with_model", sets(parts, null, model));
            result.add("unseen_parts_pinball", Pinball.of(parts, LEAD + REVIEW, parts.count() - months, model));
            BitSet both = CarParts.regular(parts, parts.count() - months);
            result.add("unseen_regular_parts", sets(parts, both, null));
            result.add("unseen_regular_parts_with_model", sets(parts, both, model));
        }
    }

    /** All parts teach; those that are ordered may be some of them. */
    private JsonArray sets(Consumption parts, BitSet ordered, QuantileModel model) throws ModelException {
        JsonArray sets = new JsonArray();
        for (double target : TARGETS) {
            sets.add(set(parts, ordered, target, model));
        }
        return sets;
    }

    private JsonObject set(Consumption all, BitSet ordered, double target, QuantileModel model) throws ModelException {
        int from = all.count() - months;
        List<Part> every = CarParts.terms(all, LEAD, target);
        List<Part> terms =
                ordered == null ? every : ordered.stream().mapToObj(every::get).toList();
        StockSettings settings = new StockSettings(Periods.MONTH, ConsumptionCsv.Absent.UNKNOWN, REVIEW, LEAD, target);
        Choice choice = new StockPlanner(settings, model)
                .plan(CarParts.until(all, from), terms)
                .main();
        Trial test = new Trial(all, terms, REVIEW, from, all.count(), model);
        return new Lived(test, choice).result();
    }
}
