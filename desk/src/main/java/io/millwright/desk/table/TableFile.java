package io.millwright.desk.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;

/**
 * The file of a tag table. It is written whole or not at all, and only while it is as it was read; what it was before lies
 * beside it afterwards. Not thread-safe.
 */
public final class TableFile {
    private static final String BEFORE = ".before";

    private final Path file;
    private final byte[] read;

    private TableFile(Path file, byte[] read) {
        this.file = file;
        this.read = read;
    }

    /** Reads the file; one that does not exist is an empty table. */
    public static TableFile open(Path file) throws UnreadableFile {
        return new TableFile(file, Files.exists(file) ? FileText.bytes(file, GatewayCheck.MAX_BYTES) : null);
    }

    /** Returns whether there was a file. */
    public boolean existed() {
        return read != null;
    }

    /** Returns its text, "" where there was none. */
    public String text() throws UnreadableFile {
        return read == null ? "" : FileText.decode(read, StandardCharsets.UTF_8);
    }

    /** Returns where the table before lies once another one is written. */
    public Path before() {
        return file.resolveSibling(file.getFileName() + BEFORE);
    }

    /**
     * Writes another table. May be called once.
     *
     * @throws IOException where it cannot be written, or is another one meanwhile; the file is then as it was
     */
    public void write(String text) throws IOException {
        try {
            writeWhole(text);
        } catch (FileSystemException e) {
            // Its message is the path alone.
            throw new IOException(
                    e.getClass().getSimpleName() + " at " + e.getFile() + "; check the folder and its permissions", e);
        }
    }

    private void writeWhole(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > GatewayCheck.MAX_BYTES) {
            throw new IOException("it would be larger than " + (GatewayCheck.MAX_BYTES >> 20)
                    + " MiB, more than a gateway reads; split the table");
        }
        // Behind a link lies the file that is meant.
        Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path written = Files.createTempFile(real.getParent(), "." + real.getFileName(), ".new");
        try {
            try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            permissions(real, written);
            if (!unchanged(real)) {
                throw new IOException(file + " was changed by somebody else meanwhile; import again");
            }
            if (read != null) {
                Files.copy(real, before(), StandardCopyOption.REPLACE_EXISTING);
            }
            move(written, real);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private boolean unchanged(Path real) throws IOException {
        if (!Files.exists(real)) {
            return read == null;
        }
        return read != null && Files.size(real) == read.length && Arrays.equals(Files.readAllBytes(real), read);
    }

    /** A temporary file is its owner's alone; a table is for whoever could read the one before, a new one for everybody. */
    private static void permissions(Path real, Path written) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(written, PosixFileAttributeView.class);
        if (view != null) {
            view.setPermissions(
                    Files.exists(real)
                            ? Files.getPosixFilePermissions(real)
                            : PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
