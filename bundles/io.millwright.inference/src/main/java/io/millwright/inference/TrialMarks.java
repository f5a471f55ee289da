package io.millwright.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks, on disk, which content is just being let into the gateway's process for the first time. A mark that an earlier process left tells
 * that it ended meanwhile: that content is not let in again. Used by the loader's thread alone.
 */
final class TrialMarks {
    private static final Logger LOG = LoggerFactory.getLogger(TrialMarks.class);

    private final Path folder;
    private final Set<String> left = new HashSet<>();

    TrialMarks(Path folder) {
        this.folder = folder;
    }

    /** Takes note of what an earlier process left. */
    void read() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> left.add(file.getFileName().toString()));
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", folder, e.toString());
        }
    }

    /** Returns whether the process ended while this content was let in. */
    boolean left(String sha256) {
        return left.contains(sha256);
    }

    /** Content is let in now. */
    void begin(String sha256) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(sha256), "");
        } catch (IOException e) {
            // On a full disk it has its trial in another process all the same.
            LOG.warn("A model is let in without a mark: {}", e.toString());
        }
    }

    /** It is in, or was refused. */
    void end(String sha256) {
        left.remove(sha256);
        try {
            Files.deleteIfExists(folder.resolve(sha256));
        } catch (IOException e) {
            LOG.warn("The mark of a model that is no longer tried stays: {}", e.toString());
        }
    }
}
