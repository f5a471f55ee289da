package io.millwright.gateway.recording;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Model folders for tests. Their ONNX file is none: a folder is looked at, the gateway looks into it. */
final class Models {
    private static final String ONNX = "no graph";

    private Models() {}

    /**
     * A folder with a model.
     *
     * @param features JSON objects, commas between
     * @param more further members of model.json, each followed by a comma
     */
    static ModelFolder with(Path folder, String shape, String features, String golden, String more) throws IOException {
        Files.writeString(folder.resolve("model.onnx"), ONNX);
        Files.writeString(folder.resolve("golden.csv"), golden);
        Files.writeString(
                folder.resolve("model.json"),
                """
                {"format": 1, "name": "press", "version": "1.2.3", %s
                 "onnx": {"file": "model.onnx", "sha256": "%s"}, "golden": {"file": "golden.csv", "sha256": "%s"},
                 "inputs": [{"name": "x", "type": "FLOAT32", "shape": %s, "features": [%s]}],
                 "outputs": [{"name": "y", "type": "FLOAT32", "shape": [-1, 1]}]}
                """
                        .formatted(more, sha256(ONNX), sha256(golden), shape, features));
        return ModelFolder.read(folder);
    }

    /** Two features, one of them with categories, in a row of any period. */
    static ModelFolder press(Path folder) throws IOException {
        return with(
                folder,
                "[-1, 2]",
                "{\"name\": \"type\", \"categories\": [\"L\", \"M\"]}, {\"name\": \"force\", \"unit\": \"kN\"}",
                "type,force,=y\n1,20.5,0.25\n0,21.5,0.75\n",
                "");
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
