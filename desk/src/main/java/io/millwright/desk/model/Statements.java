package io.millwright.desk.model;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import io.millwright.csv.CsvTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** What is stated of a model by options, by a file or at the terminal: keys of model.json that no graph tells. */
final class Statements {
    private static final String TRAINING = "training";
    private static final String CHOSEN = "chosen";
    private static final Set<String> DESCRIBED = Set.of(
            "format",
            "name",
            "version",
            "description",
            "onnx",
            "golden",
            "inputs",
            "outputs",
            "readings",
            "score",
            "states",
            "row_period_ms");

    private final JsonObject stated;

    private Statements(JsonObject stated) {
        this.stated = stated;
    }

    static Statements of(DescribeOptions options, Answers answers) throws IOException, Refusal {
        JsonObject stated = options.statements == null ? new JsonObject() : read(options.statements);
        Path data = options.trainedOn;
        if (data == null && options.data != null && stated.get(TRAINING) == null && answers.present()) {
            data = answers.yes("Was the model trained on " + options.data.getFileName() + "?") ? options.data : null;
        }
        if (data != null) {
            addData(stated, data);
        }
        return new Statements(stated);
    }

    private static JsonObject read(Path file) throws IOException, Refusal {
        JsonObject stated;
        try {
            stated = Json.parse(Files.readString(file)).asObject();
        } catch (ParseException | UnsupportedOperationException e) {
            throw new Refusal(
                    "--statements " + file + " is no JSON object: " + e.getMessage(),
                    "write {\"training\": …, \"metrics\": […], \"use\": …}, see docs/model-format.md");
        }
        for (String name : stated.names()) {
            if (DESCRIBED.contains(name)) {
                throw new Refusal(
                        "--statements " + file + ": " + name + " is what describe finds out",
                        "remove it, or say it by an option");
            }
        }
        return stated;
    }

    private static void addData(JsonObject stated, Path data) throws IOException, Refusal {
        int rows;
        try {
            rows = CsvTable.read(data).rows().size();
        } catch (IOException e) {
            throw new Refusal(
                    "--trained-on " + e.getMessage(), "give the CSV file, whose first line names the columns");
        }
        JsonObject set = new JsonObject()
                .add("name", String.valueOf(data.getFileName()))
                .add("sha256", ModelFiles.sha256(data))
                .add("rows", rows);
        JsonValue training = stated.get(TRAINING);
        JsonObject origin = training == null ? new JsonObject() : training.asObject();
        if (origin.get("data") != null) {
            throw new Refusal("--trained-on and training.data of --statements both name the data", "leave one out");
        }
        stated.set(TRAINING, origin.add("data", new JsonArray().add(set)));
    }

    /** Adds the statements to a model.json. */
    void addTo(JsonObject head) {
        stated.forEach(member -> {
            if (!member.getName().equals(CHOSEN)) {
                head.add(member.getName(), member.getValue());
            }
        });
    }

    /** Returns the readings, the first of which says how its thresholds were chosen, if it has some and does not say it yet. */
    JsonArray chosen(JsonArray readings, DescribeOptions options) {
        JsonValue thresholds = readings.get(0).asObject().get("thresholds");
        JsonObject first = new JsonObject(readings.get(0).asObject());
        if (thresholds == null || thresholds.asArray().isEmpty() || first.get(CHOSEN) != null) {
            return readings;
        }
        JsonValue way = stated.get(CHOSEN);
        if (way == null) {
            way = new JsonObject()
                    .add("by", "given")
                    .add(
                            "note",
                            options.thresholds.isEmpty()
                                    ? "one half, because it is a probability"
                                    : "said when the model was described");
        }
        JsonArray chosen = new JsonArray(readings);
        chosen.set(0, first.set(CHOSEN, way));
        return chosen;
    }
}
