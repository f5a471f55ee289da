package io.millwright.desk.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table's file is written whole or not at all. */
class TableFileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("tags.csv");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aNewFileIsMade() throws Exception {
        TableFile table = TableFile.open(file);
        assertFalse(table.existed());
        assertEquals("", table.text());
        table.write("new");
        assertEquals("new", Files.readString(file));
        assertEquals(List.of("tags.csv"), files());
    }

    @Test
    void whatWasBeforeLiesBesideIt() throws Exception {
        Files.writeString(file, "old");
        TableFile.open(file).write("new");
        assertEquals("new", Files.readString(file));
        assertEquals("old", Files.readString(folder.resolve("tags.csv.before")));
        assertEquals(List.of("tags.csv", "tags.csv.before"), files());
    }

    @Test
    void aFileThatSomebodyChangedMeanwhileStays() throws Exception {
        Files.writeString(file, "old");
        TableFile table = TableFile.open(file);
        Files.writeString(file, "his");
        IOException failure = assertThrows(IOException.class, () -> table.write("new"));
        assertTrue(failure.getMessage().contains("meanwhile"), failure::getMessage);
        assertEquals("his", Files.readString(file));
        assertEquals(List.of("tags.csv"), files());
    }

    @Test
    void aFileThatSomebodyMadeMeanwhileStays() throws Exception {
        TableFile table = TableFile.open(file);
        Files.writeString(file, "his");
        assertThrows(IOException.class, () -> table.write("new"));
        assertEquals("his", Files.readString(file));
    }

    @Test
    void aTableThatNoGatewayReadsIsNotWritten() throws Exception {
        TableFile table = TableFile.open(file);
        assertThrows(IOException.class, () -> table.write("x".repeat(GatewayCheck.MAX_BYTES + 1)));
        assertEquals(List.of(), files());
    }

    @Test
    void aLinkStaysALinkAndPermissionsStay() throws Exception {
        Path real = folder.resolve("real.csv");
        Files.writeString(real, "old");
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString("rw-rw----");
        Files.setPosixFilePermissions(real, permissions);
        Files.createSymbolicLink(file, real);
        TableFile.open(file).write("new");
        assertTrue(Files.isSymbolicLink(file));
        assertEquals("new", Files.readString(real));
        assertEquals(permissions, Files.getPosixFilePermissions(real));
    }
}
