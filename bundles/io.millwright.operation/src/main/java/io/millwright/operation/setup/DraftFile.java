package io.millwright.operation.setup;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.ParseException;
import io.millwright.file.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last set-up over restarts: {@code millwright/setup.json} in the gateway's data directory. Not thread-safe. */
final class DraftFile {
    private static final Logger LOG = LoggerFactory.getLogger(DraftFile.class);
    private static final int LARGEST_BYTES = 64 << 10;

    private final Path file;

    DraftFile(Path dataDirectory) {
        file = dataDirectory.resolve("millwright").resolve("setup.json");
    }

    Draft read() {
        try {
            if (Files.size(file) > LARGEST_BYTES) {
                throw new IOException("it has " + Files.size(file) + " bytes");
            }
            return new Draft(Json.parse(Files.readString(file)).asObject());
        } catch (NoSuchFileException e) {
            return Draft.NONE;
        } catch (IOException | ParseException | UnsupportedOperationException e) {
            LOG.warn("{} cannot be read: {}; what the last set-up made is undone by hand", file, e.getMessage());
            return Draft.NONE;
        }
    }

    /** Writes it down, on the disk when it returns. */
    void write(Draft draft) throws Stuck {
        try {
            if (draft.isNone()) {
                Files.deleteIfExists(file);
                return;
            }
            WholeFile.write(file, draft.values().toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new Stuck(
                    "what the set-up makes cannot be written down in " + file + ": " + e.getMessage(),
                    "make room on the disk");
        }
    }
}
