package io.millwright.bench.runner;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.millwright.inference.ModelFolder;
import io.millwright.inference.Models;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One model twice: as a runner of the product, and as a bare ONNX Runtime session with the same options on the very buffers of
 * that runner.
 */
final class RunnerUnderTest implements AutoCloseable {
    private static final long TIMEOUT_MILLIS = 10_000;
    private static final int[] SEEDS = {7, 8};

    private final Path files;
    private final ModelFolder folder;
    private final ModelRunner runner;
    private final OrtSession session;
    private final RunOptions options = new RunOptions();
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();

    /**
     * @param scratch for a process of the model's own; null if it runs in this one
     * @param batchLatencyMillis how long a started run may wait for others in this process; 0 = each by itself
     */
    private RunnerUnderTest(Path files, Path scratch, byte[] onnx, long[] in, long[] out, long batchLatencyMillis)
            throws IOException, OrtException, ModelException {
        this.files = files;
        OrtEnvironment environment = environment();
        write(files, onnx, in, out);
        session = open(environment, files.resolve("model.onnx"));
        describe(files, session, environment, onnx, in, out);
        folder = scratch == null
                ? ModelFolder.open(files, 1, batchLatencyMillis)
                : ModelFolder.openElsewhere(files, scratch);
        runner = folder.model().open(1);
        runner.input(0).asFloatBuffer().put(row(SEEDS[0], elements(in)));
        inputs.put("x", OnnxTensor.createTensor(environment, runner.input(0), batchOfOne(in), OnnxJavaType.FLOAT));
        outputs.put("y", OnnxTensor.createTensor(environment, runner.output(0), batchOfOne(out), OnnxJavaType.FLOAT));
    }

    private static OrtEnvironment environment() {
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "millwright");
    }

    /** Writes a model folder: the graph, model.json, and one golden row of a bare session. */
    static void write(Path files, byte[] onnx, long[] in, long[] out) throws IOException, OrtException {
        Files.write(files.resolve("model.onnx"), onnx);
        OrtEnvironment environment = environment();
        try (OrtSession bare = open(environment, files.resolve("model.onnx"))) {
            describe(files, bare, environment, onnx, in, out);
        }
    }

    ModelRunner runner() {
        return runner;
    }

    /** Dense 10-64-64-1. */
    static RunnerUnderTest mlp(long batchLatencyMillis) throws IOException, OrtException, ModelException {
        return mlp(null, batchLatencyMillis);
    }

    /** The same in a process of its own. */
    static RunnerUnderTest mlpElsewhere() throws IOException, OrtException, ModelException {
        return mlp(Files.createTempDirectory("bench-worker"), 0);
    }

    private static RunnerUnderTest mlp(Path scratch, long batchLatencyMillis)
            throws IOException, OrtException, ModelException {
        return new RunnerUnderTest(
                Files.createTempDirectory("bench-mlp"),
                scratch,
                Models.dense(42, 10, 64, 64, 1),
                new long[] {-1, 10},
                new long[] {-1, 1},
                batchLatencyMillis);
    }

    /** Three 3x3 convolutions on a picture of 64 by 64. */
    static RunnerUnderTest cnn(long batchLatencyMillis) throws IOException, OrtException, ModelException {
        return new RunnerUnderTest(
                Files.createTempDirectory("bench-cnn"),
                null,
                Models.convolutions(42),
                new long[] {-1, 1, 64, 64},
                new long[] {-1, 2},
                batchLatencyMillis);
    }

    /** Returns the folder that the product's runners come from. */
    ModelFolder folder() {
        return folder;
    }

    /** Returns the session of ONNX Runtime alone. */
    OrtSession bare() {
        return session;
    }

    void runBare() throws OrtException {
        session.run(inputs, Set.of(), outputs, options).close();
    }

    void runRunner() throws ModelException {
        runner.run(TIMEOUT_MILLIS);
    }

    private static OrtSession open(OrtEnvironment environment, Path onnx) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addConfigEntry("session.inter_op.allow_spinning", "0");
            options.setDeterministicCompute(true);
            options.setCPUArenaAllocator(false);
            return environment.createSession(onnx.toString(), options);
        }
    }

    /** Writes model.json and two golden rows; their expected values come from the bare session, so the two are also compared. */
    private static void describe(
            Path files, OrtSession bare, OrtEnvironment environment, byte[] onnx, long[] in, long[] out)
            throws IOException, OrtException {
        boolean table = in.length == 2;
        StringBuilder features = new StringBuilder();
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < elements(in); i++) {
            lines.append(table ? "f" + i : "x[" + i + "]").append(',');
            features.append(i == 0 ? "" : ",").append("{\"name\":\"f").append(i).append("\"}");
        }
        for (int i = 0; i < elements(out); i++) {
            lines.append(i == 0 ? "" : ",").append("=y[").append(i).append(']');
        }
        lines.append('\n');
        for (int seed : SEEDS) {
            goldenRow(bare, environment, row(seed, elements(in)), in, out, lines);
        }
        byte[] golden = lines.toString().getBytes(StandardCharsets.UTF_8);
        Files.write(files.resolve("golden.csv"), golden);
        Files.writeString(
                files.resolve("model.json"),
                """
                {"format": 1, "name": "bench", "version": "1.0.0",
                 "onnx": {"file": "model.onnx", "sha256": "%s"},
                 "golden": {"file": "golden.csv", "sha256": "%s"},
                 "inputs": [{"name": "x", "type": "FLOAT32", "shape": %s, "features": [%s]}],
                 "outputs": [{"name": "y", "type": "FLOAT32", "shape": %s}]}
                """
                        .formatted(
                                sha256(onnx),
                                sha256(golden),
                                Arrays.toString(in),
                                table ? features : "",
                                Arrays.toString(out)));
    }

    private static void goldenRow(
            OrtSession bare, OrtEnvironment environment, float[] row, long[] in, long[] out, StringBuilder lines)
            throws OrtException {
        float[] expected = new float[elements(out)];
        ByteBuffer from = ByteBuffer.allocateDirect(row.length * Float.BYTES).order(ByteOrder.nativeOrder());
        ByteBuffer to = ByteBuffer.allocateDirect(expected.length * Float.BYTES).order(ByteOrder.nativeOrder());
        from.asFloatBuffer().put(row);
        try (RunOptions options = new RunOptions();
                OnnxTensor x = OnnxTensor.createTensor(environment, from, batchOfOne(in), OnnxJavaType.FLOAT);
                OnnxTensor y = OnnxTensor.createTensor(environment, to, batchOfOne(out), OnnxJavaType.FLOAT)) {
            bare.run(Map.of("x", x), Set.of(), Map.of("y", y), options).close();
        }
        to.asFloatBuffer().get(expected);
        for (float value : row) {
            lines.append(value).append(',');
        }
        for (int i = 0; i < expected.length; i++) {
            lines.append(i == 0 ? "" : ",").append(expected[i]);
        }
        lines.append('\n');
    }

    private static float[] row(int seed, int elements) {
        Random random = new Random(seed);
        float[] row = new float[elements];
        for (int i = 0; i < elements; i++) {
            row[i] = random.nextFloat();
        }
        return row;
    }

    private static int elements(long[] shape) {
        long elements = 1;
        for (int i = 1; i < shape.length; i++) {
            elements *= shape[i];
        }
        return (int) elements;
    }

    private static long[] batchOfOne(long[] shape) {
        long[] one = shape.clone();
        one[0] = 1;
        return one;
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws OrtException, IOException {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
        options.close();
        session.close();
        runner.close();
        folder.close();
        try (Stream<Path> tree = Files.walk(files)) {
            List<Path> paths = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path path : paths) {
                Files.delete(path);
            }
        }
    }
}
