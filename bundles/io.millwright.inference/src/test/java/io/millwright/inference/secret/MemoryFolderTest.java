package io.millwright.inference.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opened files of secret models lie in memory or nowhere. */
class MemoryFolderTest {
    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir
    Path folder;

    private void assumeMemory() throws IOException {
        assumeTrue(Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).type().equals("tmpfs"));
    }

    @Test
    void onlyThisUserMayReadThem() throws Exception {
        assumeMemory();
        Path file = new MemoryFolder().file(100);
        try {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            assertEquals("tmpfs", Files.getFileStore(file).type());
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void aDiskIsNeverTaken() throws Exception {
        assumeTrue(!Files.getFileStore(folder).type().equals("tmpfs"));
        IOException failure = assertThrows(IOException.class, () -> new MemoryFolder(List.of(folder)).file(1));
        assertTrue(failure.getMessage().contains("no file system in memory"), failure::getMessage);
    }

    @Test
    void tooLittleSpaceIsToldWithBothNumbers() throws Exception {
        assumeMemory();
        IOException failure = assertThrows(IOException.class, () -> new MemoryFolder(List.of(MEMORY)).file(1L << 60));
        String why = failure.getSuppressed()[0].getMessage();
        assertTrue(why.matches(".* has \\d+ bytes free, 1152921504606846976 are needed"), why);
    }

    @Test
    void whatAnEndedProcessLeftIsDeletedAndNothingElse() throws Exception {
        Path left = Files.createFile(folder.resolve("millwright-opened-999999999-1-1.tmp"));
        Path own = Files.createFile(folder.resolve(MemoryFolder.name() + "1.tmp"));
        Path sameNumber = Files.createFile(
                folder.resolve("millwright-opened-" + ProcessHandle.current().pid() + "-1-1.tmp"));
        Path other = Files.createFile(folder.resolve("other"));
        new MemoryFolder(List.of(folder)).clean();
        assertFalse(Files.exists(left));
        assertFalse(Files.exists(sameNumber));
        assertTrue(Files.exists(own));
        assertTrue(Files.exists(other));
    }
}
