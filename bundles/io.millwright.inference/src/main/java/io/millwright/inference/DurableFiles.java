package io.millwright.inference;

import io.millwright.file.WholeFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Files that are whole or not there, whenever the gateway ends: each is written beside, forced to disk and moved atomically. */
final class DurableFiles {
    /** How the names of files and folders end that are being put together. */
    static final String TEMPORARY = ".tmp";

    private DurableFiles() {}

    /** Writes a file, in place of one that is there. */
    static void put(Path target, byte[] content) throws IOException {
        WholeFile.write(target, content);
    }

    /**
     * Keeps a file, in place of one that is there. On the same file system it is a second name and takes no space: what lies there is
     * never written again.
     */
    static void put(Path target, Path source) throws IOException {
        if (target.equals(source) || Files.exists(target) && Files.isSameFile(target, source)) {
            return;
        }
        Path temporary = target.resolveSibling("new-" + UUID.randomUUID() + TEMPORARY);
        try {
            link(source, temporary);
            force(temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void link(Path source, Path target) throws IOException {
        try {
            Files.createLink(target, source);
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(source, target);
        }
    }

    /** Forces a file, or the entries of a directory, to disk. */
    static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Whether a file is one that was being written when its process ended. */
    static boolean unfinished(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(TEMPORARY) || name.endsWith(WholeFile.UNFINISHED);
    }

    /** Returns what lies in a directory, nothing if there is none. */
    static List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return new ArrayList<>();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return new ArrayList<>(entries.toList());
        }
    }
}
