package io.millwright.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.inference.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/** The model of the line benchmark: dense n-64-64-1 with features {@code f0 ... f(n-1)}, as a deployment package. */
final class LoadModel {
    static final String NAME = "load";

    private static final int GOLDEN_ROWS = 16;

    private LoadModel() {}

    /** The bare model in the folder that it was written to. */
    static Path onnx(Path folder) {
        return folder.resolve("model.onnx");
    }

    /** Writes the package, and the bare model beside it; returns the package's path. */
    static Path write(Path folder, int features) throws IOException, OrtException {
        byte[] onnx = Models.dense(42, features, 64, 64, 1);
        Files.createDirectories(folder);
        Files.write(onnx(folder), onnx);
        return write(folder, NAME, "1.0.0", onnx, features);
    }

    /** Writes the package of a graph of such inputs and outputs; returns its path. */
    static Path write(Path folder, String name, String version, byte[] onnx, int features)
            throws IOException, OrtException {
        JsonArray columns = new JsonArray();
        for (int i = 0; i < features; i++) {
            columns.add(Json.object().add("name", "f" + i).add("unit", ""));
        }
        JsonObject json = Json.object()
                .add("inputs", ModelPackage.tensor("x", "FLOAT32", features, columns))
                .add("outputs", ModelPackage.tensor("y", "FLOAT32", 1, null))
                .add(
                        "score",
                        Json.object()
                                .add("output", "y")
                                .add("index", 0)
                                .add("threshold", 0)
                                .add("labels", Json.array("low", "high")));
        return ModelPackage.write(folder, name, version, onnx, json, golden(onnx, features));
    }

    /** Expected values from ONNX Runtime itself: this model tests speed, not parity. */
    private static String golden(byte[] onnx, int features) throws OrtException {
        StringBuilder csv = new StringBuilder();
        for (int i = 0; i < features; i++) {
            csv.append('f').append(i).append(',');
        }
        csv.append("=y\n");
        Random random = new Random(7);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(onnx)) {
            for (int row = 0; row < GOLDEN_ROWS; row++) {
                float[][] x = new float[1][features];
                for (int i = 0; i < features; i++) {
                    x[0][i] = random.nextInt(2001) / 1000f - 1;
                    csv.append(x[0][i]).append(',');
                }
                try (OnnxTensor tensor = OnnxTensor.createTensor(environment, x);
                        OrtSession.Result result = session.run(Map.of("x", tensor))) {
                    csv.append(((float[][]) result.get(0).getValue())[0][0]).append('\n');
                }
            }
        }
        return csv.toString();
    }
}
