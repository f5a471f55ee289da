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
 */
record GoldenRow(Map<String, Object> inputs, double score) {
    private static final String FOLDER = "MILLWRIGHT-INF/";

    static JsonObject description(Path modelPackage) {
        return Json.parse(new String(PackageVariant.read(modelPackage, FOLDER + "model.json"), StandardCharsets.UTF_8))
                .asObject();
    }

    /** Every row of a model with one input and one output. */
    static List<GoldenRow> of(Path modelPackage) {
        JsonObject description = description(modelPackage);
        Map<String, List<String>> categories = new LinkedHashMap<>();
        for (JsonValue feature : description
                .get("inputs")
                .asArray()
                .get(0)
                .asObject()
                .get("features")
                .asArray()) {
            JsonValue texts = feature.asObject().get("categories");
            categories.put(
                    feature.asObject().get("name").asString(),
                    texts == null
                            ? List.of()
                            : texts.asArray().values().stream()
                                    .map(JsonValue::asString)
                                    .toList());
        }
        String file = description.get("golden").asObject().get("file").asString();
        String[] lines =
                new String(PackageVariant.read(modelPackage, FOLDER + file), StandardCharsets.UTF_8).split("\n");
        List<String> header = Arrays.asList(lines[0].split(","));
        List<GoldenRow> rows = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            rows.add(row(header, lines[i].split(","), categories));
        }
        return rows;
    }

    private static GoldenRow row(List<String> header, String[] cells, Map<String, List<String>> categories) {
        Map<String, Object> inputs = new LinkedHashMap<>();
        for (int i = 0; i < header.size() - 1; i++) {
            List<String> texts = categories.get(header.get(i));
            double number = Double.parseDouble(cells[i]);
            inputs.put(header.get(i), texts.isEmpty() ? (Object) number : texts.get((int) number));
        }
        return new GoldenRow(inputs, Double.parseDouble(cells[header.size() - 1]));
    }
}
