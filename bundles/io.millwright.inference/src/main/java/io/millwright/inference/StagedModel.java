package io.millwright.inference;

import io.millwright.inference.ModelDescription.FileReference;
import io.millwright.inference.onnx.OnnxFile;
import io.millwright.inference.onnx.OnnxRefused;
import io.millwright.inference.secret.OpenedFiles;
import io.millwright.inference.worker.SessionSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model's files, read within their limits and with the hashes that model.json says; not yet opened. Those that may be large lie on
 * the local disk: ONNX Runtime needs half the memory to open a path, and golden rows are read one by one.
 */
final class StagedModel implements AutoCloseable {
    static final long DESCRIPTION_BYTES = 4L << 20;
    static final long GOLDEN_BYTES = 64L << 20;
    static final long BACKGROUND_BYTES = 16L << 20;
    static final long ONNX_BYTES = 1L << 30;
    private static final int SHOWN_DIGITS = 12;

    private final ModelDescription description;
    private final byte[] descriptionContent;
    private final Path deliveredGolden;
    private final Path deliveredOnnx;
    private final Path deliveredBackground;

    /** Those of a secret model are opened. */
    private final Path golden;

    private final Path onnx;
    private final Path background;
    private final List<Path> data;
    private final List<Path> temporary;

    private StagedModel(
            ModelDescription description,
            byte[] descriptionContent,
            Path[] delivered,
            Path[] readable,
            List<Path> data,
            List<Path> temporary) {
        this.description = description;
        this.descriptionContent = descriptionContent;
        deliveredOnnx = delivered[0];
        deliveredGolden = delivered[1];
        deliveredBackground = delivered[2];
        onnx = readable[0];
        golden = readable[1];
        background = readable[2];
        this.data = List.copyOf(data);
        this.temporary = temporary;
    }

    /**
     * Reads the files of a model that is not secret.
     *
     * @param staging where a file that is not on the local disk is copied to; java.io.tmpdir is used where that fails
     */
    static StagedModel of(ModelContent content, Path staging) throws ModelRefused {
        return of(content, staging, OpenedFiles.none());
    }

    /**
     * Reads the files.
     *
     * @param staging where a file that is not on the local disk is copied to; java.io.tmpdir is used where that fails
     * @param opened opens those of secret models
     */
    static StagedModel of(ModelContent content, Path staging, OpenedFiles opened) throws ModelRefused {
        byte[] description = read(content, DescriptionReader.FILE, DESCRIPTION_BYTES);
        ModelDescription parsed = DescriptionReader.read(description);
        List<Path> temporary = new ArrayList<>();
        boolean whole = false;
        try {
            Path golden = staged(content, "golden", parsed.golden(), GOLDEN_BYTES, staging, temporary);
            FileReference further = parsed.backgroundFile();
            Path background = further == null
                    ? null
                    : staged(content, "background", further, BACKGROUND_BYTES, staging, temporary);
            List<Path> data = new ArrayList<>();
            Path onnx;
            if (parsed.data().isEmpty()) {
                onnx = staged(content, "onnx", parsed.onnx(), ONNX_BYTES, staging, temporary);
            } else {
                FilesTogether together = FilesTogether.of(content, parsed, staging, temporary);
                onnx = together.onnx();
                data.addAll(together.data());
            }
            Path[] delivered = {onnx, golden, background};
            Path[] readable = parsed.secret() ? SealedParts.open(parsed, delivered, opened, temporary) : delivered;
            StagedModel staged = new StagedModel(parsed, description, delivered, readable, data, temporary);
            staged.judge();
            whole = true;
            return staged;
        } finally {
            if (!whole) {
                temporary.forEach(StagedModel::delete);
            }
        }
    }

    /** Before anything opens it. */
    private void judge() throws ModelRefused {
        String file = description.onnx().file();
        try {
            Map<String, Long> sizes = new HashMap<>();
            for (int i = 0; i < data.size(); i++) {
                sizes.put(description.data().get(i).file(), Files.size(data.get(i)));
            }
            OnnxFile.check(onnx, sizes);
        } catch (OnnxRefused e) {
            throw new ModelRefused(file, e.key(), e.value(), e.problem(), e.remedy(), e);
        } catch (IOException e) {
            throw ModelRefused.forNow(file, "content", e, "cannot be read", "check the gateway's disk", e);
        }
    }

    /**
     * The same; files that do not belong together are read once more after a pause, because that happens also while a bundle is being
     * replaced.
     */
    static StagedModel ofChanging(ModelContent content, Path staging, OpenedFiles opened, Runnable pause)
            throws ModelRefused {
        try {
            return of(content, staging, opened);
        } catch (ModelRefused e) {
            if (!e.mixed()) {
                throw e;
            }
            pause.run();
            return of(content, staging, opened);
        }
    }

    private static Path staged(
            ModelContent content,
            String key,
            FileReference reference,
            long greatestBytes,
            Path staging,
            List<Path> temporary)
            throws ModelRefused {
        Path local = content.local(reference.file());
        if (local != null) {
            requireHash(key, reference, hash(content, reference.file(), greatestBytes));
            return local;
        }
        Path copy = stage(content, key, reference, greatestBytes, staging);
        temporary.add(copy);
        return copy;
    }

    private static Path stage(
            ModelContent content, String key, FileReference reference, long greatestBytes, Path staging)
            throws ModelRefused {
        List<String> failures = new ArrayList<>();
        for (Path directory : List.of(staging, Path.of(System.getProperty("java.io.tmpdir")))) {
            Path file = null;
            boolean whole = false;
            try {
                Files.createDirectories(directory);
                file = Files.createTempFile(directory, "model-", DurableFiles.TEMPORARY);
                try (OutputStream out = Files.newOutputStream(file)) {
                    requireHash(key, reference, copy(content, reference.file(), greatestBytes, out));
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
                reference.file(),
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

    static String copy(ModelContent content, String file, long greatestBytes, OutputStream to)
            throws ModelRefused, IOException {
        try (InputStream in = content.open(file)) {
            return Sha256.copy(require(file, in), to, greatestBytes);
        } catch (Sha256.TooLong e) {
            throw tooLarge(file, greatestBytes);
        }
    }

    static String hash(ModelContent content, String file, long greatestBytes) throws ModelRefused {
        try {
            return copy(content, file, greatestBytes, OutputStream.nullOutputStream());
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

    static ModelRefused tooLarge(String file, long greatestBytes) {
        return new ModelRefused(
                file, "size", "more than " + greatestBytes + " bytes", "is too large", "use a smaller file");
    }

    static void requireHash(String key, FileReference reference, String actual) throws ModelRefused {
        if (!reference.sha256().equals(actual)) {
            throw ModelRefused.mixed(
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

    static void delete(Path file) {
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

    /** Returns the golden rows as they were delivered: sealed, if the model is secret. */
    Path deliveredGolden() {
        return deliveredGolden;
    }

    /** Returns the ONNX file as it was delivered: sealed, if the model is secret. */
    Path deliveredOnnx() {
        return deliveredOnnx;
    }

    /** Returns the further file with the background as it came, null for none. */
    Path deliveredBackground() {
        return deliveredBackground;
    }

    Path golden() {
        return golden;
    }

    /** Returns the file that holds the background, null for none. */
    Path background() {
        return description.backgroundIsGolden() ? golden : background;
    }

    Path onnx() {
        return onnx;
    }

    /** Returns the further files with weights, in the description's order; they lie beside the ONNX file, by their names. */
    List<Path> data() {
        return data;
    }

    /** Returns what a session is opened from. */
    SessionSource source() {
        return new SessionSource(onnx, data, description.secret());
    }

    /** Returns the bytes of the ONNX file and of its further files. */
    long onnxBytes() throws IOException {
        long bytes = Files.size(onnx);
        for (Path file : data) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    /** Deletes what was staged. */
    @Override
    public void close() {
        temporary.forEach(StagedModel::delete);
    }
}
