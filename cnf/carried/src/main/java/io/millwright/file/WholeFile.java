package io.millwright.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files whole or not at all. */
public final class WholeFile {
    /** How the names of files end that are being written; what an earlier process left is written over, and can be deleted. */
    public static final String UNFINISHED = ".new";

    /** What a file is to hold. */
    @FunctionalInterface
    public interface Content {
        /** Writes it all; the stream stays open. */
        void to(OutputStream out) throws IOException;
    }

    private WholeFile() {}

    /** Writes one in place of the former, with its folder; it survives a loss of power when this returns. One writer per file at a time. */
    public static void write(Path file, byte[] bytes) throws IOException {
        write(file, out -> out.write(bytes));
    }

    /** The same of what is too large to be held in memory. */
    public static void write(Path file, Content content) throws IOException {
        Files.createDirectories(file.getParent());
        Path fresh = file.resolveSibling(file.getFileName() + UNFINISHED);
        try {
            try (FileChannel channel = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
                content.to(out);
                out.flush();
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
