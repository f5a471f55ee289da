package io.millwright.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read is the former or the new one, whole. */
class WholeFileTest {
    @TempDir
    Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aFileTakesThePlaceOfTheFormerAndOfWhatWasLeftHalfWritten() throws IOException {
        Path file = folder.resolve("made").resolve("file");
        WholeFile.write(file, bytes("former"));
        Files.write(file.resolveSibling("file" + WholeFile.UNFINISHED), bytes("half of something that was longer"));
        byte[] large = new byte[1 << 20];
        WholeFile.write(file, out -> {
            assertEquals("former", Files.readString(file), "until it is whole");
            for (int from = 0; from < large.length; from += 1_000) {
                out.write(large, from, Math.min(1_000, large.length - from));
            }
        });
        assertArrayEquals(large, Files.readAllBytes(file));
        assertFalse(Files.exists(file.resolveSibling("file" + WholeFile.UNFINISHED)));
    }

    @Test
    void whatCannotBeWrittenWholeLeavesTheFormer() throws IOException {
        Path file = folder.resolve("file");
        WholeFile.write(file, bytes("former"));
        assertThrows(
                IOException.class,
                () -> WholeFile.write(file, out -> {
                    out.write(1);
                    throw new IOException("the disk is full");
                }));
        assertEquals("former", Files.readString(file));
        assertFalse(Files.exists(folder.resolve("file" + WholeFile.UNFINISHED)));
    }
}
