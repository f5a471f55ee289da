package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.dp.DeploymentPackage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Writes a model as a deployment package. */
final class ModelPackage {
    private ModelPackage() {}

    /** Writes version 1.0.0, as the next one does. */
    static Path write(Path folder, String name, byte[] onnx, JsonObject json, String csv) throws IOException {
        return write(folder, name, "1.0.0", onnx, json, csv);
    }

    /**
     * Writes the package and returns its path.
     *
     * @param json of model.json what follows {@code version}: inputs, outputs, readings
     * @param csv golden rows
     */
    static Path write(Path folder, String name, String version, byte[] onnx, JsonObject json, String csv)
            throws IOException {
        byte[] golden = csv.getBytes(StandardCharsets.UTF_8);
        JsonObject all = Json.object()
                .add("format", 1)
                .add("name", name)
                .add("version", version)
                .add("onnx", Json.object().add("file", "model.onnx").add("sha256", sha256(onnx)))
                .add("golden", Json.object().add("file", "golden.csv").add("sha256", sha256(golden)))
                .merge(json);
        Files.createDirectories(folder);
        Path jar = folder.resolve(name + "-model.jar");
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "io.millwright.model." + name);
        main.putValue("Bundle-Version", version);
        main.putValue("Millwright-Model", "MILLWRIGHT-INF/model.json");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out, manifest)) {
            for (Map.Entry<String, byte[]> file : Map.of(
                            "model.onnx", onnx,
                            "golden.csv", golden,
                            "model.json", all.toString().getBytes(StandardCharsets.UTF_8))
                    .entrySet()) {
                zip.putNextEntry(new ZipEntry("MILLWRIGHT-INF/" + file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        DeploymentPackage.main(new String[] {"millwright-model-" + name, folder.toString(), jar.toString()});
        return folder.resolve("millwright-model-" + name + "_" + version + ".dp");
    }

    /** The tensor "x" with its features, or "y" without. */
    static JsonArray tensor(String name, String type, int columns, JsonArray features) {
        JsonObject tensor = Json.object().add("name", name).add("type", type).add("shape", Json.array(-1, columns));
        if (features != null) {
            tensor.add("features", features);
        }
        return Json.array().asArray().add(tensor);
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
