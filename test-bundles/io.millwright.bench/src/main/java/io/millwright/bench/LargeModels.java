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
import java.util.stream.IntStream;

/** Packages of generated models of 402 MB and of small heads of one of them. Each is written by a process of its own, which takes some times its size. */
final class LargeModels {
    static final String LARGE = "large";
    static final String BACKBONE = "backbone";
    static final String HEAD = "head";
    static final int TAGS = 25;

    private static final int SIDE = 10_000;
    private static final int EMBEDDING = 64;
    private static final int GOLDEN_ROWS = 8;
    private static final String VERSION = "1.0.0";

    private final Path folder;

    LargeModels(Path folder) {
        this.folder = folder;
    }

    /** Writes a version of the large model, unless it is there. */
    Path large(String version) throws IOException, InterruptedException {
        return written(LARGE, version);
    }

    /** Writes the large model that makes an embedding, and heads of it, which {@link #head} finds. */
    Path backbone(int heads) throws IOException, InterruptedException {
        return written(BACKBONE, Integer.toString(heads));
    }

    /** Returns the package of a head, numbered from 0; the first one has a version more. */
    Path head(int number, String version) {
        return packaged(folder.resolve(HEAD + number + "-" + version), HEAD + number, version);
    }

    private static Path packaged(Path own, String name, String version) {
        return own.resolve("millwright-model-" + name + "_" + version + ".dp");
    }

    private Path written(String what, String argument) throws IOException, InterruptedException {
        String version = what.equals(LARGE) ? argument : VERSION;
        Path written = packaged(folder.resolve(what + "-" + version), what, version);
        if (Files.exists(written)) {
            return written;
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx4g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeModels.class.getName(),
                        folder.toString(),
                        what,
                        argument)
                .inheritIO()
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(what + " " + argument + " was not written");
        }
        return written;
    }

    /** The process: a folder, what to write into it, and its version or how many heads. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        if (arguments[1].equals(LARGE)) {
            String version = arguments[2];
            byte[] onnx = Models.dense(version.hashCode(), TAGS, SIDE, SIDE, 1);
            LoadModel.write(folder.resolve(LARGE + "-" + version), LARGE, version, onnx, TAGS);
        } else {
            writeBackbone(folder, Integer.parseInt(arguments[2]));
        }
    }

    private static void writeBackbone(Path folder, int heads) throws IOException, OrtException {
        byte[] onnx = Models.dense(BACKBONE.hashCode(), TAGS, SIDE, SIDE, EMBEDDING);
        float[][] x = inputs();
        float[][] embedded = run(onnx, "x", x);
        JsonArray columns = new JsonArray();
        IntStream.range(0, TAGS)
                .forEach(i -> columns.add(Json.object().add("name", "f" + i).add("unit", "")));
        JsonObject json = Json.object()
                .add("inputs", ModelPackage.tensor("x", "FLOAT32", TAGS, columns))
                .add("outputs", ModelPackage.tensor("y", "FLOAT32", EMBEDDING, null))
                .add(
                        "readings",
                        Json.array()
                                .asArray()
                                .add(Json.object()
                                        .add("name", "embedding")
                                        .add("task", "embedding")
                                        .add("output", "y")
                                        .add("steps", EMBEDDING)));
        ModelPackage.write(
                folder.resolve(BACKBONE + "-" + VERSION), BACKBONE, VERSION, onnx, json, golden(x, embedded, "=y[0]"));
        JsonObject backbone = Json.object()
                .add("name", BACKBONE)
                .add("version", VERSION)
                .add("sha256", ModelPackage.sha256(onnx))
                .add("output", "y")
                .add("input", "e");
        for (int head = 0; head < heads; head++) {
            writeHead(folder, head, VERSION, backbone, x, embedded);
        }
        writeHead(folder, 0, "1.1.0", backbone, x, embedded);
    }

    private static void writeHead(
            Path folder, int number, String version, JsonObject backbone, float[][] x, float[][] embedded)
            throws IOException, OrtException {
        Random random = new Random(number + version.hashCode());
        float[][] weights = new float[EMBEDDING][1];
        for (float[] row : weights) {
            row[0] = (float) random.nextGaussian();
        }
        byte[] onnx = Models.product("e", "score", weights, 0);
        JsonObject json = Json.object()
                .add("inputs", ModelPackage.tensor("e", "FLOAT32", EMBEDDING, null))
                .add("outputs", ModelPackage.tensor("score", "FLOAT32", 1, null))
                .add("score", Json.object().add("output", "score").add("threshold", 0))
                .add("backbone", backbone);
        ModelPackage.write(
                folder.resolve(HEAD + number + "-" + version),
                HEAD + number,
                version,
                onnx,
                json,
                golden(x, run(onnx, "e", embedded), "=score"));
    }

    private static float[][] inputs() {
        Random random = new Random(7);
        float[][] x = new float[GOLDEN_ROWS][TAGS];
        for (float[] row : x) {
            for (int i = 0; i < TAGS; i++) {
                row[i] = random.nextInt(2001) / 1000f - 1;
            }
        }
        return x;
    }

    /** Returns the only output of bare ONNX Runtime, row by row. */
    private static float[][] run(byte[] onnx, String input, float[][] rows) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(onnx);
                OnnxTensor tensor = OnnxTensor.createTensor(environment, rows);
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            return (float[][]) result.get(0).getValue();
        }
    }

    private static String golden(float[][] x, float[][] expected, String column) {
        StringBuilder csv = new StringBuilder();
        IntStream.range(0, TAGS).forEach(i -> csv.append('f').append(i).append(','));
        csv.append(column).append('\n');
        for (int row = 0; row < x.length; row++) {
            for (float value : x[row]) {
                csv.append(value).append(',');
            }
            csv.append(expected[row][0]).append('\n');
        }
        return csv.toString();
    }
}
