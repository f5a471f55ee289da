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

    private final Path files;
    private final ModelFolder folder;
    private final ModelRunner runner;
    private final OrtSession session;
    private final RunOptions options = new RunOptions();
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();

    private RunnerUnderTest(Path files, byte[] onnx, long[] in, long[] out)
            throws IOException, OrtException, ModelException {
        this.files = files;
        Files.write(files.resolve("model.onnx"), onnx);
        OrtEnvironment environment =
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "millwright");
        session = open(environment, files.resolve("model.onnx"));
        describe(environment, onnx, in, out);
        folder = ModelFolder.open(files);
        runner = folder.model().open(1);
        runner.input(0).asFloatBuffer().put(row(elements(in)));
        inputs.put("x", OnnxTensor.createTensor(environment, runner.input(0), batchOfOne(in), OnnxJavaType.FLOAT));
        outputs.put("y", OnnxTensor.createTensor(environment, runner.output(0), batchOfOne(out), OnnxJavaType.FLOAT));
    }

    /** Dense 10-64-64-1. */
    static RunnerUnderTest mlp() throws IOException, OrtException, ModelException {
        return new RunnerUnderTest(
                Files.createTempDirectory("bench-mlp"),
                Models.dense(42, 10, 64, 64, 1),
                new long[] {-1, 10},
                new long[] {-1, 1});
    }

    /** Three 3x3 convolutions on a picture of 64 by 64. */
    static RunnerUnderTest cnn() throws IOException, OrtException, ModelException {
        return new RunnerUnderTest(
                Files.createTempDirectory("bench-cnn"),
                Models.convolutions(42),
                new long[] {-1, 1, 64, 64},
                new long[] {-1, 2});
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

    /** Writes model.json and one golden row; its expected values come from the bare session, so the two are also compared. */
    private void describe(OrtEnvironment environment, byte[] onnx, long[] in, long[] out)
            throws IOException, OrtException {
        float[] row = row(elements(in));
        float[] expected = new float[elements(out)];
        ByteBuffer from = ByteBuffer.allocateDirect(row.length * Float.BYTES).order(ByteOrder.nativeOrder());
        ByteBuffer to = ByteBuffer.allocateDirect(expected.length * Float.BYTES).order(ByteOrder.nativeOrder());
        from.asFloatBuffer().put(row);
        try (OnnxTensor x = OnnxTensor.createTensor(environment, from, batchOfOne(in), OnnxJavaType.FLOAT);
                OnnxTensor y = OnnxTensor.createTensor(environment, to, batchOfOne(out), OnnxJavaType.FLOAT)) {
            session.run(Map.of("x", x), Set.of(), Map.of("y", y), options).close();
        }
        to.asFloatBuffer().get(expected);
        boolean table = in.length == 2;
        StringBuilder header = new StringBuilder();
        StringBuilder line = new StringBuilder();
        StringBuilder features = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            header.append(table ? "f" + i : "x[" + i + "]").append(',');
            line.append(row[i]).append(',');
            features.append(i == 0 ? "" : ",").append("{\"name\":\"f").append(i).append("\"}");
        }
        for (int i = 0; i < expected.length; i++) {
            header.append(i == 0 ? "" : ",").append("=y[").append(i).append(']');
            line.append(i == 0 ? "" : ",").append(expected[i]);
        }
        byte[] golden = (header + "\n" + line + "\n").getBytes(StandardCharsets.UTF_8);
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

    private static float[] row(int elements) {
        Random random = new Random(7);
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
