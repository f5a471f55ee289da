package io.millwright.inference;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The files of one test model, good as they come; each test spoils what it is about. */
final class ModelFiles implements ModelContent {
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private JsonObject json;
    private String header = "MILLWRIGHT-INF/model.json";

    /** The linear model {@code y = k * (a + 2 b)} with three golden rows. */
    static ModelFiles linear(String name, String version, float k) {
        StringBuilder golden = new StringBuilder("a,b,=y\n");
        for (float[] row : new float[][] {{1, 2}, {0, 0}, {-3.5f, 100}}) {
            golden.append(row[0])
                    .append(',')
                    .append(row[1])
                    .append(',')
                    .append(k * (row[0] + 2 * row[1]))
                    .append('\n');
        }
        JsonArray features = Json.array().asArray();
        features.add(Json.object()
                .add("name", "a")
                .add("unit", "K")
                .add("min", 290.0)
                .add("max", 310.5));
        features.add(Json.object().add("name", "b").add("categories", Json.array("L", "M", "H")));
        return of(name, version, Models.linear(k), golden.toString())
                .input(tensor("x", "FLOAT32", -1, 2).add("features", features))
                .output(tensor("y", "FLOAT32", -1, 1));
    }

    /** The linear model whose weights lie in a file "weights.data". */
    static ModelFiles linearOutside(String name, String version, float k) {
        ByteBuffer weights = ByteBuffer.allocate(80).order(ByteOrder.LITTLE_ENDIAN);
        weights.putFloat(64, k).putFloat(68, 2 * k);
        return linear(name, version, k)
                .file("onnx", "model.onnx", Models.linearOutside("weights.data"))
                .data("weights.data", weights.array());
    }

    /** The counting model; its golden rows say that 3 turns give 3. */
    static ModelFiles counting(String name, String version) {
        JsonArray features = Json.array().asArray().add(Json.object().add("name", "n"));
        return of(name, version, Models.counting(), "n,=y\n3,3\n")
                .input(tensor("n", "INT64", 1, 1).add("features", features))
                .output(tensor("y", "FLOAT32", 1, 1));
    }

    /** A model of one column, "n" of INT64 or "x" of FLOAT32, that gives "y". */
    static ModelFiles column(byte[] onnx, boolean whole, String golden) {
        String name = whole ? "n" : "x";
        JsonArray features = Json.array().asArray().add(Json.object().add("name", name));
        return of("column", "1.0.0", onnx, golden)
                .input(tensor(name, whole ? "INT64" : "FLOAT32", -1, 1).add("features", features))
                .output(tensor("y", "FLOAT32", -1, 1));
    }

    static ModelFiles of(String name, String version, byte[] onnx, String golden) {
        ModelFiles files = new ModelFiles();
        files.json = Json.object()
                .add("format", 1)
                .add("name", name)
                .add("version", version)
                .add("inputs", Json.array())
                .add("outputs", Json.array());
        return files.file("onnx", "model.onnx", onnx)
                .file("golden", "golden.csv", golden.getBytes(StandardCharsets.UTF_8));
    }

    static JsonObject tensor(String name, String type, long... shape) {
        return Json.object().add("name", name).add("type", type).add("shape", Json.array(shape));
    }

    ModelFiles input(JsonObject tensor) {
        json.get("inputs").asArray().add(tensor);
        return this;
    }

    ModelFiles output(JsonObject tensor) {
        json.get("outputs").asArray().add(tensor);
        return this;
    }

    /** Puts a file that model.json refers to by {@code key}, with its hash. */
    ModelFiles file(String key, String file, byte[] content) {
        json.set(key, Json.object().add("file", file).add("sha256", Sha256.of(content)));
        return raw(file, content);
    }

    /** Puts a further file with weights of the ONNX file, with its hash. */
    ModelFiles data(String file, byte[] content) {
        JsonObject onnx = json.get("onnx").asObject();
        if (onnx.get("data") == null) {
            onnx.add("data", Json.array());
        }
        onnx.get("data").asArray().add(Json.object().add("file", file).add("sha256", Sha256.of(content)));
        return raw(file, content);
    }

    /** Puts a file as it is; null removes it. */
    ModelFiles raw(String file, byte[] content) {
        files.put(file, content);
        return this;
    }

    /** Sets the bundle's header Millwright-Model; null leaves it out. */
    ModelFiles header(String value) {
        header = value;
        return this;
    }

    ModelFiles golden(String content) {
        return file("golden", "golden.csv", content.getBytes(StandardCharsets.UTF_8));
    }

    ModelFiles set(String key, JsonValue value) {
        json.set(key, value);
        return this;
    }

    ModelFiles change(Consumer<JsonObject> change) {
        change.accept(json);
        return this;
    }

    JsonObject json() {
        return json;
    }

    private byte[] content(String file) {
        byte[] content = files.get(file);
        return content == null && file.equals(DescriptionReader.FILE)
                ? json.toString().getBytes(StandardCharsets.UTF_8)
                : content;
    }

    @Override
    public InputStream open(String file) {
        byte[] content = content(file);
        return content == null ? null : new ByteArrayInputStream(content);
    }

    @Override
    public Path local(String file) {
        return null;
    }

    /** Writes the files into a folder. */
    Path writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve(DescriptionReader.FILE), content(DescriptionReader.FILE));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        return folder;
    }

    /** Returns the files as a model bundle. */
    InputStream bundle(String symbolicName, String bundleVersion) {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", symbolicName);
        attributes.putValue("Bundle-Version", bundleVersion);
        if (header != null) {
            attributes.putValue("Millwright-Model", header);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(out, manifest)) {
            put(jar, DescriptionReader.FILE);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                if (file.getValue() != null && !file.getKey().equals(DescriptionReader.FILE)) {
                    put(jar, file.getKey());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ByteArrayInputStream(out.toByteArray());
    }

    private void put(JarOutputStream jar, String file) throws IOException {
        jar.putNextEntry(new JarEntry("MILLWRIGHT-INF/" + file));
        jar.write(content(file));
        jar.closeEntry();
    }
}
