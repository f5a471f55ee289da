package io.millwright.itest;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A row of a model's golden file: what the trainer's own software said for these inputs.
 *
 * @param inputs tag values by feature, a category as its text
 * @param trained whether every input lies in the range that the model was trained on
 */
record GoldenRow(Map<String, Object> inputs, double score, boolean trained) {
    private static final String FOLDER = "MILLWRIGHT-INF/";

    static JsonObject description(Path modelPackage) {
        return Json.parse(new String(PackageVariant.read(modelPackage, FOLDER + "model.json"), StandardCharsets.UTF_8))
                .asObject();
    }

    /** Every row of a model with one input and one output. */
    static List<GoldenRow> of(Path modelPackage) {
        JsonObject description = description(modelPackage);
        Map<String, JsonObject> features = new LinkedHashMap<>();
        for (JsonValue feature : description
                .get("inputs")
                .asArray()
                .get(0)
                .asObject()
                .get("features")
                .asArray()) {
            features.put(feature.asObject().get("name").asString(), feature.asObject());
        }
        String file = description.get("golden").asObject().get("file").asString();
        String[] lines =
                new String(PackageVariant.read(modelPackage, FOLDER + file), StandardCharsets.UTF_8).split("\n");
        List<String> header = Arrays.asList(lines[0].split(","));
        List<GoldenRow> rows = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            rows.add(row(header, lines[i].split(","), features));
        }
        return rows;
    }

    private static GoldenRow row(List<String> header, String[] cells, Map<String, JsonObject> features) {
        Map<String, Object> inputs = new LinkedHashMap<>();
        boolean trained = true;
        int result = inputs(header);
        for (int i = 0; i < result; i++) {
            JsonObject feature = features.get(header.get(i));
            JsonValue texts = feature.get("categories");
            double number = Double.parseDouble(cells[i]);
            trained &= number >= feature.getDouble("min", Double.NEGATIVE_INFINITY)
                    && number <= feature.getDouble("max", Double.POSITIVE_INFINITY);
            inputs.put(
                    header.get(i),
                    texts == null
                            ? (Object) number
                            : texts.asArray().get((int) number).asString());
        }
        return new GoldenRow(inputs, Double.parseDouble(cells[result]), trained);
    }

    /** Columns of results follow those of the inputs; the first of them is the score. */
    private static int inputs(List<String> header) {
        return (int) header.stream().filter(column -> !column.startsWith("=")).count();
    }
}
