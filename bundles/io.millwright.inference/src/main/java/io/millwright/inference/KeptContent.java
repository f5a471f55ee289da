package io.millwright.inference;

import io.millwright.inference.ModelDescription.FileReference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Files of an accepted model, found by their hashes. */
record KeptContent(Path files, String sha256, ModelDescription description) implements ModelContent {
    @Override
    public InputStream open(String file) throws IOException {
        Path path = path(file);
        return path == null || !Files.exists(path) ? null : Files.newInputStream(path);
    }

    @Override
    public Path local(String file) {
        return path(file);
    }

    private Stream<FileReference> background() {
        return Stream.ofNullable(description.backgroundFile());
    }

    private Path path(String file) {
        if (file.equals(DescriptionReader.FILE)) {
            return files.resolve(sha256);
        }
        if (file.equals(description.golden().file())) {
            return files.resolve(description.golden().sha256());
        }
        return Stream.of(Stream.of(description.onnx()), description.data().stream(), background())
                .flatMap(references -> references)
                .filter(reference -> reference.file().equals(file))
                .findFirst()
                .map(reference -> files.resolve(reference.sha256()))
                .orElse(null);
    }
}
