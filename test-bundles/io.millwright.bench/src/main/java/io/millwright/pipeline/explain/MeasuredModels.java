package io.millwright.pipeline.explain;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/** Writes the model folders that explanations are measured with. */
final class MeasuredModels {
    static final int BACKGROUND_ROWS = 256;

    private MeasuredModels() {}

    /** A model of scalar features, of one row or of a window. */
    static Path features(Path folder, byte[] onnx, int rows, int columns) throws IOException {
        JsonArray features = Json.array().asArray();
        for (int i = 0; i < columns; i++) {
            features.add(Json.object().add("name", "f" + i));
        }
        JsonArray shape = rows == 1
                ? Json.array(-1, columns).asArray()
                : Json.array(-1, rows, columns).asArray();
        JsonObject input = Json.object()
                .add("name", "x")
                .add("type", "FLOAT32")
                .add("shape", shape)
                .add("features", features);
        Random random = new Random(9);
        StringBuilder csv = new StringBuilder();
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < columns; i++) {
                csv.append(csv.isEmpty() ? "" : ",").append('f').append(i).append(rows == 1 ? "" : "@" + row);
            }
        }
        String header = csv.toString();
        for (int n = 0; n < BACKGROUND_ROWS; n++) {
            csv.append('\n');
            for (int i = 0; i < rows * columns; i++) {
                csv.append(i == 0 ? "" : ",").append(String.format(Locale.ROOT, "%.4f", random.nextGaussian()));
            }
        }
        String zeros = "0,".repeat(rows * columns);
        return write(folder, onnx, input, 1, csv + "\n", header + ",=y\n" + zeros + "0.5\n");
    }

    /** A model of a grey picture of 64 x 64. */
    static Path picture(Path folder, byte[] onnx) throws IOException {
        JsonObject input = Json.object()
                .add("name", "x")
                .add("type", "FLOAT32")
                .add("shape", Json.array(-1, 1, 64, 64))
                .add("image", Json.object().add("colour", "gray").add("scale", Json.array(1 / 255.0)));
        return write(folder, onnx, input, 2, null, "x[*],=y[0]\n0,0\n");
    }

    private static Path write(Path folder, byte[] onnx, JsonObject input, int outputs, String background, String golden)
            throws IOException {
        Files.createDirectories(folder);
        JsonObject reading = Json.object()
                .add("name", "score")
                .add("task", outputs == 1 ? "binary" : "value")
                .add("output", "y");
        if (outputs == 1) {
            reading.add("thresholds", Json.array(0.5)).add("labels", Json.array("ok", "alarm"));
        }
        JsonObject json = Json.object()
                .add("format", 1)
                .add("name", folder.getFileName().toString())
                .add("version", "1.0.0")
                .add("onnx", file(folder, "model.onnx", onnx))
                .add("golden", file(folder, "golden.csv", golden.getBytes(StandardCharsets.UTF_8)))
                .add("inputs", Json.array().asArray().add(input))
                .add(
                        "outputs",
                        Json.array()
                                .asArray()
                                .add(Json.object()
                                        .add("name", "y")
                                        .add("type", "FLOAT32")
                                        .add("shape", Json.array(-1, outputs))))
                .add("readings", Json.array().asArray().add(reading));
        if (background != null) {
            json.add("background", file(folder, "background.csv", background.getBytes(StandardCharsets.UTF_8)));
        }
        Files.writeString(folder.resolve("model.json"), json.toString());
        return folder;
    }

    /** Returns a copy of a model folder with a background, the folder itself if it has one. */
    static Path withBackground(Path model, Path copy, String csv) throws IOException {
        JsonObject json =
                Json.parse(Files.readString(model.resolve("model.json"))).asObject();
        if (json.get("background") != null) {
            return model;
        }
        Files.createDirectories(copy);
        try (Stream<Path> files = Files.list(model)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        json.add("background", file(copy, "background.csv", csv.getBytes(StandardCharsets.UTF_8)));
        Files.writeString(copy.resolve("model.json"), json.toString());
        return copy;
    }

    private static JsonObject file(Path folder, String name, byte[] content) throws IOException {
        Files.write(folder.resolve(name), content);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return Json.object().add("file", name).add("sha256", HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Deletes a folder. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> all = files.sorted(java.util.Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.delete(file);
            }
        }
    }
}
