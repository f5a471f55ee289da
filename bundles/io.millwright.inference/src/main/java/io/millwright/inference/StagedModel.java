package io.millwright.inference;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A model's files, read within their limits and with the hashes that model.json says; not yet opened. The ONNX file lies on the
 * local disk because ONNX Runtime needs half the memory to open a path.
 */
final class StagedModel implements AutoCloseable {
    static final long DESCRIPTION_BYTES = 4L << 20;
    static final long GOLDEN_BYTES = 64L << 20;
    static final long ONNX_BYTES = 1L << 30;
    private static final int SHOWN_DIGITS = 12;

    private final ModelDescription description;
    private final byte[] descriptionContent;
    private final byte[] goldenContent;
    private final Path onnx;
    private final boolean temporary;

    private StagedModel(
            ModelDescription description,
            byte[] descriptionContent,
            byte[] goldenContent,
            Path onnx,
            boolean temporary) {
        this.description = description;
        this.descriptionContent = descriptionContent;
        this.goldenContent = goldenContent;
        this.onnx = onnx;
        this.temporary = temporary;
    }

    /**
     * Reads the files.
     *
     * @param staging where a file that is not on the local disk is copied to; java.io.tmpdir is used where that fails
     */
    static StagedModel of(ModelContent content, Path staging) throws ModelRefused {
        byte[] description = read(content, DescriptionReader.FILE, DESCRIPTION_BYTES);
        ModelDescription parsed = DescriptionReader.read(description);
        byte[] golden = read(content, parsed.golden().file(), GOLDEN_BYTES);
        requireHash("golden", parsed.golden(), Sha256.of(golden));
        Path local = content.local(parsed.onnx().file());
        if (local != null) {
            requireHash("onnx", parsed.onnx(), hash(content, parsed.onnx().file()));
            return new StagedModel(parsed, description, golden, local, false);
        }
        return new StagedModel(parsed, description, golden, stage(content, parsed, staging), true);
    }

    private static Path stage(ModelContent content, ModelDescription description, Path staging) throws ModelRefused {
        List<String> failures = new ArrayList<>();
        for (Path directory : List.of(staging, Path.of(System.getProperty("java.io.tmpdir")))) {
            Path file = null;
            boolean whole = false;
            try {
                Files.createDirectories(directory);
                file = Files.createTempFile(directory, "model-", ModelStore.TEMPORARY);
                try (OutputStream out = Files.newOutputStream(file)) {
                    requireHash(
                            "onnx",
                            description.onnx(),
                            copy(content, description.onnx().file(), out));
                }
                whole = true;
                return file;
            } catch (IOException e) {
                failures.add(e.toString());
            } finally {
                if (!whole) {
                    delete(file);
                }
            }
        }
        throw ModelRefused.forNow(
                description.onnx().file(),
                "copy to " + staging,
                failures,
                "failed",
                "free space and make the Kura data directory writable",
                null);
    }

    private static byte[] read(ModelContent content, String file, long greatestBytes) throws ModelRefused {
        try (InputStream in = content.open(file)) {
            byte[] read = require(file, in).readNBytes((int) greatestBytes + 1);
            if (read.length > greatestBytes) {
                throw tooLarge(file, greatestBytes);
            }
            return read;
        } catch (IOException e) {
            throw ModelRefused.forNow(
                    file, "content", e, "cannot be read", "check the gateway's disk, or build the bundle again", e);
        }
    }

    private static String copy(ModelContent content, String file, OutputStream to) throws ModelRefused, IOException {
        try (InputStream in = content.open(file)) {
            return Sha256.copy(require(file, in), to, ONNX_BYTES);
        } catch (Sha256.TooLong e) {
            throw tooLarge(file, ONNX_BYTES);
        }
    }

    private static String hash(ModelContent content, String file) throws ModelRefused {
        try {
            return copy(content, file, OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw ModelRefused.forNow(file, "content", e, "cannot be read", "see the reason", e);
        }
    }

    private static InputStream require(String file, InputStream in) throws ModelRefused {
        if (in == null) {
            throw new ModelRefused(file, "file", "missing", "is not in the folder of model.json", "add it");
        }
        return in;
    }

    private static ModelRefused tooLarge(String file, long greatestBytes) {
        return new ModelRefused(
                file, "size", "more than " + greatestBytes + " bytes", "is too large", "use a smaller file");
    }

    private static void requireHash(String key, ModelDescription.FileReference reference, String actual)
            throws ModelRefused {
        if (!reference.sha256().equals(actual)) {
            throw new ModelRefused(
                    DescriptionReader.FILE,
                    key + ".sha256",
                    shortened(reference.sha256()),
                    reference.file() + " has " + shortened(actual) + ", so it is damaged or was exchanged",
                    "build the bundle again from the files that belong together");
        }
    }

    /** Enough to find the file, and short enough to leave room for what to do. */
    private static String shortened(String sha256) {
        return sha256.substring(0, SHOWN_DIGITS) + "...";
    }

    private static void delete(Path file) {
        if (file != null) {
            // What cannot be deleted now goes with the next start: see ModelStore.
            file.toFile().delete();
        }
    }

    ModelDescription description() {
        return description;
    }

    byte[] descriptionContent() {
        return descriptionContent;
    }

    byte[] goldenContent() {
        return goldenContent;
    }

    Path onnx() {
        return onnx;
    }

    /** Deletes what was staged. */
    @Override
    public void close() {
        if (temporary) {
            delete(onnx);
        }
    }
}
