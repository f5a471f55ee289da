package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.inference.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The model of the parts benchmark: its output is its input, in doubles, so that each reading of a decision is a feature of the
 * part: count, sum, min and max of three signals.
 */
final class PartsModel {
    static final String NAME = "parts";
    static final List<String> SIGNALS = List.of("current", "voltage", "temperature");
    static final List<String> AGGREGATES = List.of("count", "sum", "min", "max");

    private PartsModel() {}

    /** Features and readings, signal by signal. */
    static List<String> names() {
        List<String> names = new ArrayList<>();
        SIGNALS.forEach(signal -> AGGREGATES.forEach(aggregate -> names.add(signal + "_" + aggregate)));
        return names;
    }

    /** Writes the package and returns its path. */
    static Path write(Path folder) throws IOException {
        List<String> names = names();
        JsonArray features = new JsonArray();
        JsonArray readings = new JsonArray();
        for (String name : names) {
            int bar = name.lastIndexOf('_');
            features.add(Json.object()
                    .add("name", name)
                    .add("signal", name.substring(0, bar))
                    .add("aggregate", name.substring(bar + 1)));
            readings.add(Json.object().add("name", name).add("task", "value").add("index", names.indexOf(name)));
        }
        JsonObject json = Json.object()
                .add("inputs", ModelPackage.tensor("x", "FLOAT64", names.size(), features))
                .add("outputs", ModelPackage.tensor("y", "FLOAT64", names.size(), null))
                .add("readings", readings);
        return ModelPackage.write(folder, NAME, Models.sameDoubles(names.size()), json, golden(names));
    }

    private static String golden(List<String> names) {
        StringBuilder header = new StringBuilder();
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            header.append(names.get(i)).append(",=y[").append(i).append(i + 1 < names.size() ? "]," : "]\n");
            row.append(i + 0.5).append(',').append(i + 0.5).append(i + 1 < names.size() ? "," : "\n");
        }
        return header.append(row).toString();
    }
}
