package io.millwright.inference.secret;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where opened files of secret models lie while ONNX Runtime opens them: a file system that is memory, so that they are on no disk.
 * Only this user may read them (0600).
 */
public final class MemoryFolder {
    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");
    private static final List<Path> PLACES = List.of(Path.of("/dev/shm"), Path.of("/run/kura"), Path.of("/run/lock"));
    private static final String NAME = "millwright-opened-";

    private final List<Path> places;

    /** Takes the first of the system's that can be used. */
    public MemoryFolder() {
        this(PLACES);
    }

    MemoryFolder(List<Path> places) {
        this.places = places;
    }

    /**
     * Makes an empty file; whoever asked deletes it.
     *
     * @throws IOException there is no such file system, or it takes no file
     */
    public Path file(long bytes) throws IOException {
        IOException failure = new IOException("no file system in memory can be written, of " + places);
        for (Path place : places) {
            try {
                FileStore store = Files.isDirectory(place) ? Files.getFileStore(place) : null;
                if (store != null && IN_MEMORY.contains(store.type())) {
                    if (store.getUsableSpace() < bytes) {
                        throw new IOException(
                                place + " has " + store.getUsableSpace() + " bytes free, " + bytes + " are needed");
                    }
                    return Files.createTempFile(place, name(), ".tmp");
                }
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }

    /** Returns how the name of a file of this process begins in such a folder; {@link #clean} knows it by that. */
    public static String name() {
        ProcessHandle own = ProcessHandle.current();
        return NAME + own.pid() + "-" + startedMillis(own) + "-";
    }

    /** Deletes what processes that are no more left. */
    public void clean() {
        for (Path place : places) {
            try (Stream<Path> files = Files.list(place)) {
                files.filter(MemoryFolder::isLeft).forEach(file -> file.toFile().delete());
            } catch (IOException e) {
                // A place that cannot be listed holds nothing of ours.
            }
        }
    }

    private static boolean isLeft(Path file) {
        String name = file.getFileName().toString();
        if (!name.matches(NAME + "[0-9]{1,18}-[0-9]{1,18}-.*")) {
            return false;
        }
        String[] parts = name.split("-");
        return ProcessHandle.of(Long.parseLong(parts[2]))
                .filter(process -> startedMillis(process) == Long.parseLong(parts[3]))
                .isEmpty();
    }

    /** With a process's number it says which one it is: in a container every boot has the same numbers. */
    private static long startedMillis(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
