package io.millwright.inference;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model's files in a folder. */
record FolderContent(Path folder) implements ModelContent {
    @Override
    public InputStream open(String file) throws IOException {
        Path path = local(file);
        return Files.isRegularFile(path) ? Files.newInputStream(path) : null;
    }

    @Override
    public Path local(String file) {
        return folder.resolve(file);
    }
}
