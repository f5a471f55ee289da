package io.millwright.operation.apply;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.ParseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** What outlives a restart: one small file, replaced as a whole, on the disk when it returns. Used by one thread at a time. */
final class ApplyFile {
    private final Path file;

    ApplyFile(Path folder) {
        file = folder.resolve("apply.json");
    }

    /** Returns what was written last, null for nothing that can be read. */
    JsonObject read() {
        try {
            return Files.exists(file) ? Json.parse(Files.readString(file)).asObject() : null;
        } catch (IOException | ParseException | UnsupportedOperationException e) {
            return null;
        }
    }

    void write(JsonObject document) throws IOException {
        Files.createDirectories(file.getParent());
        Path next = file.resolveSibling("apply.json.next");
        Files.deleteIfExists(next);
        try {
            // Configuration of machines: for the gateway's user alone.
            Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (UnsupportedOperationException e) {
            Files.createFile(next);
        }
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(document.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
