package io.millwright.desk.model;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.WriterConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The files of a model folder: written beside it first, and moved when all of them are there. */
final class ModelFiles implements AutoCloseable {
    static final String ONNX = "model.onnx";
    static final String DESCRIPTION = "model.json";
    static final String GOLDEN = "golden.csv";
    static final String BACKGROUND = "background.csv";
    static final String CARD = "MODEL_CARD.md";

    private final Path folder;
    private final Path draft;

    ModelFiles(Path folder) throws IOException {
        this.folder = folder.toAbsolutePath().normalize();
        Path parent = this.folder.getParent();
        Files.createDirectories(parent == null ? this.folder : parent);
        draft = Files.createTempDirectory(parent, ".millwright-model-");
    }

    /** Returns where the files are written. */
    Path draft() {
        return draft;
    }

    Path file(String name) {
        return draft.resolve(name);
    }

    /** Writes model.json around the files that are there. */
    JsonObject describe(JsonObject head, List<InputSketch> inputs, List<OutputSketch> outputs, JsonArray readings)
            throws IOException {
        JsonObject json = new JsonObject().add("format", 1);
        head.forEach(member -> json.add(member.getName(), member.getValue()));
        json.add("onnx", onnx()).add("golden", reference(GOLDEN));
        JsonArray in = new JsonArray();
        inputs.forEach(input -> in.add(input.json()));
        JsonArray out = new JsonArray();
        outputs.forEach(output -> out.add(output.json()));
        json.add("inputs", in).add("outputs", out).add("readings", readings);
        Files.writeString(file(DESCRIPTION), json.toString(WriterConfig.PRETTY_PRINT) + "\n");
        return json;
    }

    /** With the further files that hold weights. */
    private JsonObject onnx() throws IOException {
        JsonArray data = new JsonArray();
        try (Stream<Path> files = Files.list(draft)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = file.getFileName().toString();
                if (!List.of(ONNX, GOLDEN, BACKGROUND, DESCRIPTION).contains(name)) {
                    data.add(reference(name));
                }
            }
        }
        return data.isEmpty() ? reference(ONNX) : reference(ONNX).add("data", data);
    }

    private JsonObject reference(String name) throws IOException {
        return new JsonObject().add("file", name).add("sha256", sha256(file(name)));
    }

    static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void write(String name, String text) throws IOException {
        Files.createDirectories(file(name).getParent());
        Files.writeString(file(name), text, StandardCharsets.UTF_8);
    }

    /** Moves the files into the folder. */
    void keep() throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.walk(draft)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = folder.resolve(draft.relativize(file));
                Files.createDirectories(target.getParent());
                Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** Deletes what was not kept. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(draft)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
