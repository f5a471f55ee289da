package io.millwright.itest;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.dp.ModelPackage;
import io.millwright.inference.Models;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * Packages of a backbone of a mill's torque and speed, {@code embedding = k (torque, speed, torque + speed)}, and of heads of it, which say
 * {@code factor * torque}, unless they are behind another backbone.
 */
final class HeadModels {
    static final String BACKBONE = "mill-features";
    static final String INSTALLED_BACKBONE = "millwright-model-" + BACKBONE;

    /** More weights than a backbone of the gateway's own process may have with the setting of the test. */
    private static final int UNUSED = 500_000;

    private final Path folder;
    private int packages;

    HeadModels(Path folder) {
        this.folder = folder;
    }

    private static byte[] graph(float k) {
        return Models.product("x", "embedding", new float[][] {{k, 0, k}, {0, k, k}}, UNUSED);
    }

    Path backbone(String version, float k) {
        JsonArray columns = Json.array().asArray();
        columns.add(Json.object().add("name", "torque").add("unit", "N.m"))
                .add(Json.object().add("name", "rotational_speed").add("unit", "1/min"));
        JsonObject json = Json.object()
                .add("inputs", one(tensor("x", 2).add("features", columns)))
                .add("outputs", one(tensor("embedding", 3)))
                .add(
                        "readings",
                        one(Json.object()
                                .add("name", "embedding")
                                .add("task", "embedding")
                                .add("output", "embedding")
                                .add("steps", 3)));
        return write(BACKBONE, version, graph(k), "torque,rotational_speed,=embedding[0]\n1,2," + k + "\n", json);
    }

    /** A head that says {@code factor * torque}, trained on the backbone of that k. */
    Path head(String name, String version, float factor, float k) {
        byte[] onnx = Models.product("e", "y", new float[][] {{factor / k}, {0}, {0}}, 0);
        JsonObject json = Json.object()
                .add("inputs", one(tensor("e", 3)))
                .add("outputs", one(tensor("y", 1)))
                .add(
                        "readings",
                        one(Json.object()
                                .add("name", "level")
                                .add("task", "value")
                                .add("output", "y")))
                .add(
                        "backbone",
                        Json.object()
                                .add("name", BACKBONE)
                                .add("sha256", sha256(graph(k)))
                                .add("output", "embedding")
                                .add("input", "e"));
        return write(name, version, onnx, "torque,rotational_speed,=y\n40,1500," + 40 * factor + "\n", json);
    }

    private Path write(String name, String version, byte[] onnx, String csv, JsonObject more) {
        byte[] golden = csv.getBytes(StandardCharsets.UTF_8);
        JsonObject json = Json.object()
                .add("format", 1)
                .add("name", name)
                .add("version", version)
                .add("onnx", Json.object().add("file", "model.onnx").add("sha256", sha256(onnx)))
                .add("golden", Json.object().add("file", "golden.csv").add("sha256", sha256(golden)))
                .merge(more);
        try {
            Path own = Files.createDirectories(folder.resolve("model" + packages++));
            return ModelPackage.write(
                    name,
                    version,
                    json.toString(),
                    Map.of(
                            "model.onnx", Files.write(own.resolve("model.onnx"), onnx),
                            "golden.csv", Files.write(own.resolve("golden.csv"), golden)),
                    own.resolve("package"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonArray one(JsonObject object) {
        return Json.array().asArray().add(object);
    }

    private static JsonObject tensor(String name, int columns) {
        return Json.object().add("name", name).add("type", "FLOAT32").add("shape", Json.array(-1, columns));
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
