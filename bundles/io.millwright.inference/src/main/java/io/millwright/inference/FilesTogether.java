package io.millwright.inference;

import io.millwright.inference.ModelDescription.FileReference;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * An ONNX file and the further files with its weights, in one folder and by their names, as ONNX Runtime looks for them: where they
 * lie, or in a folder of their own. Together they keep the limit of one file.
 */
record FilesTogether(Path onnx, List<Path> data) {
    private static final String KEY = "onnx";

    /** @param temporary gets what has to be deleted later, in that order */
    static FilesTogether of(ModelContent content, ModelDescription description, Path staging, List<Path> temporary)
            throws ModelRefused {
        List<FileReference> all = new ArrayList<>();
        all.add(description.onnx());
        all.addAll(description.data());
        List<Path> files = inPlace(content, all) ? checked(content, all) : staged(content, all, staging, temporary);
        return new FilesTogether(files.get(0), files.subList(1, files.size()));
    }

    /** Whether they lie on the local disk side by side, by their names; the files that a gateway keeps have others. */
    private static boolean inPlace(ModelContent content, List<FileReference> all) throws ModelRefused {
        for (FileReference reference : all) {
            Path local = content.local(reference.file());
            if (local != null && Files.isSymbolicLink(local)) {
                throw new ModelRefused(
                        reference.file(),
                        "file",
                        "a link",
                        "leads out of the model's folder: what a model reads has to come with it",
                        "put the file itself there");
            }
            if (local == null || !local.getFileName().toString().equals(reference.file())) {
                return false;
            }
        }
        return true;
    }

    private static List<Path> checked(ModelContent content, List<FileReference> all) throws ModelRefused {
        List<Path> files = new ArrayList<>();
        long left = StagedModel.ONNX_BYTES;
        for (FileReference reference : all) {
            StagedModel.requireHash(KEY, reference, StagedModel.hash(content, reference.file(), left));
            Path local = content.local(reference.file());
            files.add(local);
            left -= local.toFile().length();
        }
        return files;
    }

    private static List<Path> staged(ModelContent content, List<FileReference> all, Path staging, List<Path> temporary)
            throws ModelRefused {
        List<Path> files = new ArrayList<>();
        Path folder = staging.resolve("model-" + UUID.randomUUID() + DurableFiles.TEMPORARY);
        boolean whole = false;
        try {
            Files.createDirectories(folder);
            long left = StagedModel.ONNX_BYTES;
            for (FileReference reference : all) {
                Path file = folder.resolve(reference.file());
                files.add(file);
                place(content, reference, file, left);
                left -= Files.size(file);
            }
            whole = true;
        } catch (IOException e) {
            throw ModelRefused.forNow(
                    all.get(0).file(),
                    "copy to " + staging,
                    e,
                    "failed",
                    "free space and make the Kura data directory writable",
                    e);
        } finally {
            List<Path> made = new ArrayList<>(files);
            made.add(folder);
            if (whole) {
                temporary.addAll(made);
            } else {
                made.forEach(StagedModel::delete);
            }
        }
        return files;
    }

    /** A second name where the disk allows it: the file may be large. */
    private static void place(ModelContent content, FileReference reference, Path file, long greatestBytes)
            throws ModelRefused, IOException {
        Path local = content.local(reference.file());
        if (local != null && linked(file, local)) {
            StagedModel.requireHash(KEY, reference, StagedModel.hash(content, reference.file(), greatestBytes));
            return;
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            StagedModel.requireHash(KEY, reference, StagedModel.copy(content, reference.file(), greatestBytes, out));
        }
    }

    private static boolean linked(Path file, Path existing) {
        try {
            Files.createLink(file, existing);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
