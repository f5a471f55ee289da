package io.millwright.operation.act;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The last lines of ours in the gateway's log, with the stacks below them. */
final class LogTail {
    /** Read of the file; lines of ours are a small part of it. */
    private static final int READ_BYTES = 8 << 20;

    private LogTail() {}

    /** Returns where a gateway's log may be. */
    static List<Path> places(Path kuraDataDirectory) {
        return List.of(
                Path.of("/var/log/kura.log"),
                kuraDataDirectory.resolveSibling("log").resolve("kura.log"));
    }

    /** Returns the last lines of the first file that is there, or why there are none. */
    static String ours(List<Path> places, int mostCharacters) {
        for (Path place : places) {
            if (Files.isReadable(place)) {
                try {
                    return ours(tail(place), mostCharacters);
                } catch (IOException e) {
                    return place + " cannot be read: " + e;
                }
            }
        }
        return "there is no log to be read at " + places;
    }

    private static String tail(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, in.length() - READ_BYTES);
            byte[] bytes = new byte[(int) (in.length() - from)];
            in.seek(from);
            in.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    static String ours(String log, int mostCharacters) {
        StringBuilder kept = new StringBuilder();
        boolean ours = false;
        for (String line : (Iterable<String>) log.lines()::iterator) {
            boolean continues = line.startsWith("\t") || line.startsWith("Caused by") || line.startsWith("  ");
            ours = continues ? ours : line.contains("millwright") || line.contains("Millwright");
            if (ours) {
                kept.append(line).append('\n');
            }
        }
        return kept.substring(Math.max(0, kept.length() - mostCharacters));
    }
}
