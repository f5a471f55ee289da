package io.millwright.inference;

import io.millwright.inference.secret.NotGenuine;
import io.millwright.inference.secret.OpenedFiles;
import io.millwright.inference.secret.OpenedFiles.NoKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The files of a secret model, opened into memory. */
final class SealedParts {
    private SealedParts() {}

    /** Opens both; what was opened is among the temporary files, whatever happens. */
    static Path[] open(ModelDescription description, Path onnx, Path golden, OpenedFiles files, List<Path> temporary)
            throws ModelRefused {
        byte[] key = key(description, files);
        try {
            Path openedOnnx = open(description.onnx().file(), onnx, key, "onnx", files);
            temporary.add(openedOnnx);
            Path openedGolden = open(description.golden().file(), golden, key, "golden", files);
            temporary.add(openedGolden);
            return new Path[] {openedOnnx, openedGolden};
        } finally {
            OpenedFiles.forget(key);
        }
    }

    private static byte[] key(ModelDescription description, OpenedFiles files) throws ModelRefused {
        String certificates = description.keys().stream()
                .map(key -> key.certificate().substring(0, 12) + "...")
                .toList()
                .toString();
        try {
            return files.key(description.keys());
        } catch (NoKey e) {
            throw ModelRefused.forKey(
                    "encryption.keys",
                    certificates,
                    e.getMessage(),
                    "encrypt the model for the certificate of a key pair that is in a keystore of this gateway"
                            + " (./millwright model encrypt), or add that key pair");
        } catch (IOException e) {
            throw ModelRefused.forKey(
                    "encryption.keys", certificates, e.getMessage(), "encrypt the model for this gateway again");
        }
    }

    private static Path open(String file, Path sealed, byte[] key, String role, OpenedFiles files) throws ModelRefused {
        try {
            return files.open(sealed, key, role);
        } catch (NotGenuine e) {
            throw new ModelRefused(
                    file, "content", "sealed", e.getMessage(), "encrypt the model for this gateway again", e);
        } catch (IOException e) {
            throw ModelRefused.forNow(
                    file,
                    "content",
                    e.getMessage(),
                    "cannot be opened in memory",
                    "let the gateway write to /dev/shm, and have room there for the opened model",
                    e);
        }
    }
}
