package io.millwright.planning.plan;

import io.millwright.file.PidName;
import io.millwright.file.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What a planner was given, a file each; written whole or not at all, there after a loss of power. Thread-safe. */
final class InputFiles {
    /** As much as one input may have, in bytes of UTF-8. */
    static final int LARGEST_BYTES = 64 << 20;

    private final Path folder;
    private final String planner;

    InputFiles(Path folder, String planner) {
        this.folder = folder;
        this.planner = PidName.of(planner);
    }

    private Path file(String input) {
        return folder.resolve(planner + "." + input + ".csv");
    }

    /** Returns the text, null where there is none. */
    synchronized String read(String input) throws IOException {
        try {
            return Files.readString(file(input));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Returns when it was taken, microseconds since 1970 UTC; 0 where there is none. */
    synchronized long takenMicros(String input) {
        try {
            return Files.getLastModifiedTime(file(input)).to(TimeUnit.MICROSECONDS);
        } catch (IOException e) {
            return 0;
        }
    }

    synchronized void write(String input, byte[] csv) throws IOException {
        WholeFile.write(file(input), csv);
    }
}
