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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Versions of one model that say something else of the same input, and what each says, by bare ONNX Runtime. */
final class SwapModels {
    static final int VERSIONS = 8;
    static final int INPUTS = 64;
    static final String NAME = "swapped";
    private static final int FEATURES = 4;
    private static final int WIDTH = 64;

    private final Path folder;
    private final float[][] said = new float[VERSIONS][INPUTS];

    /** Writes all versions into the folder. */
    SwapModels(Path folder) throws IOException, OrtException {
        this.folder = folder;
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        for (int version = 0; version < VERSIONS; version++) {
            byte[] onnx = Models.dense(100 + version, FEATURES, WIDTH, WIDTH, 1);
            try (OrtSession session = environment.createSession(onnx)) {
                for (int input = 0; input < INPUTS; input++) {
                    said[version][input] = run(environment, session, input);
                }
            }
            write(version, onnx);
        }
    }

    static float value(int input, int feature) {
        return ((input * 7 + feature * 13) % INPUTS) / (float) INPUTS - 0.5f;
    }

    private static float run(OrtEnvironment environment, OrtSession session, int input) throws OrtException {
        float[][] x = new float[1][FEATURES];
        for (int feature = 0; feature < FEATURES; feature++) {
            x[0][feature] = value(input, feature);
        }
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, x);
                OrtSession.Result result = session.run(Map.of("x", tensor))) {
            return ((float[][]) result.get(0).getValue())[0][0];
        }
    }

    private void write(int version, byte[] onnx) throws IOException {
        StringBuilder csv = new StringBuilder("a,b,c,d,=y\n");
        for (int input = 0; input < 16; input++) {
            for (int feature = 0; feature < FEATURES; feature++) {
                csv.append(value(input, feature)).append(',');
            }
            csv.append(said[version][input]).append('\n');
        }
        byte[] golden = csv.toString().getBytes(StandardCharsets.UTF_8);
        JsonArray columns = new JsonArray();
        for (String feature : tags()) {
            columns.add(Json.object().add("name", feature).add("unit", ""));
        }
        JsonObject json = Json.object()
                .add("format", 1)
                .add("name", NAME)
                .add("version", "1." + version + ".0")
                .add("onnx", file("model.onnx", onnx))
                .add("golden", file("golden.csv", golden))
                .add("inputs", ModelPackage.tensor("x", "FLOAT32", FEATURES, columns))
                .add("outputs", ModelPackage.tensor("y", "FLOAT32", 1, null));
        Path own = Files.createDirectories(of(version));
        Files.write(own.resolve("model.onnx"), onnx);
        Files.write(own.resolve("golden.csv"), golden);
        Files.writeString(own.resolve("model.json"), json.toString());
    }

    private static JsonObject file(String name, byte[] content) {
        return Json.object().add("file", name).add("sha256", ModelPackage.sha256(content));
    }

    /** Returns the folder of a version. */
    Path of(int version) {
        return folder.resolve("v" + version);
    }

    static String[] tags() {
        return new String[] {"a", "b", "c", "d"};
    }

    /** Whether a version says that of an input. */
    boolean says(String version, int input, double number) {
        return (float) number == said[Integer.parseInt(version.split("\\.")[1])][input];
    }
}
