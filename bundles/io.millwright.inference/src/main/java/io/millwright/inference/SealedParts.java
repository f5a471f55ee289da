package io.millwright.inference;

import io.millwright.inference.ModelDescription.FileReference;
import io.millwright.inference.secret.OpenedFiles;
import io.millwright.inference.secret.OpenedFiles.NoKey;
import io.millwright.seal.NotGenuine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The files of a secret model, opened into memory. */
final class SealedParts {
    private static final List<String> ROLES = List.of("onnx", "golden", "background");

    private SealedParts() {}

    /**
     * Opens all; what was opened is among the temporary files, whatever happens.
     *
     * @param sealed the ONNX file, golden rows, and the background or null
     */
    static Path[] open(ModelDescription description, Path[] sealed, OpenedFiles files, List<Path> temporary)
            throws ModelRefused {
        byte[] key = key(description, files);
        FileReference[] references = {description.onnx(), description.golden(), description.backgroundFile()};
        try {
            Path[] opened = new Path[sealed.length];
            for (int i = 0; i < sealed.length; i++) {
                if (sealed[i] != null) {
                    opened[i] = open(references[i].file(), sealed[i], key, ROLES.get(i), files);
                    temporary.add(opened[i]);
                }
            }
            return opened;
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
