package io.millwright.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import io.millwright.dp.DeploymentPackage;
import io.millwright.inference.Models;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

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
        byte[] golden = golden(onnx, features).getBytes(StandardCharsets.UTF_8);
        Files.createDirectories(folder);
        Files.write(onnx(folder), onnx);
        Path jar = folder.resolve("load-model.jar");
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "io.millwright.model.load");
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Millwright-Model", "MILLWRIGHT-INF/model.json");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out, manifest)) {
            for (Map.Entry<String, byte[]> file : Map.of(
                            "model.onnx", onnx,
                            "golden.csv", golden,
                            "model.json", json(onnx, golden, features).getBytes(StandardCharsets.UTF_8))
                    .entrySet()) {
                zip.putNextEntry(new ZipEntry("MILLWRIGHT-INF/" + file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        DeploymentPackage.main(new String[] {"millwright-model-load", folder.toString(), jar.toString()});
        return folder.resolve("millwright-model-load_1.0.0.dp");
    }

    private static String json(byte[] onnx, byte[] golden, int features) {
        JsonArray columns = new JsonArray();
        for (int i = 0; i < features; i++) {
            columns.add(Json.object().add("name", "f" + i).add("unit", ""));
        }
        return Json.object()
                .add("format", 1)
                .add("name", NAME)
                .add("version", "1.0.0")
                .add("onnx", Json.object().add("file", "model.onnx").add("sha256", sha256(onnx)))
                .add(
                        "inputs",
                        Json.array()
                                .asArray()
                                .add(Json.object()
                                        .add("name", "x")
                                        .add("type", "FLOAT32")
                                        .add("shape", Json.array(-1, features))
                                        .add("features", columns)))
                .add(
                        "outputs",
                        Json.array()
                                .asArray()
                                .add(Json.object()
                                        .add("name", "y")
                                        .add("type", "FLOAT32")
                                        .add("shape", Json.array(-1, 1))))
                .add(
                        "score",
                        Json.object()
                                .add("output", "y")
                                .add("index", 0)
                                .add("threshold", 0)
                                .add("labels", Json.array("low", "high")))
                .add("golden", Json.object().add("file", "golden.csv").add("sha256", sha256(golden)))
                .toString();
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

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
