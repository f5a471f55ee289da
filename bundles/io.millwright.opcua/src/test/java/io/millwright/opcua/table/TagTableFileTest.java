package io.millwright.opcua.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tag table as a file in the data directory, and nowhere else. */
class TagTableFileTest {
    private static final String SPEED = "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n";

    @TempDir
    Path directory;

    private Path data;
    private TagTableFile file;

    @BeforeEach
    void makeDataDirectory() throws IOException {
        data = Files.createDirectory(directory.resolve("data"));
        Files.writeString(directory.resolve("outside.csv"), SPEED);
        file = new TagTableFile(data::toString);
    }

    private static Settings settings(String tagsFile) {
        return Settings.of(Map.of("tags.file", tagsFile, "tags", "name,nodeId\nother,ns=2;s=Other\n"));
    }

    private void assertRefused(String tagsFile, String why) {
        TagTable table = file.read(settings(tagsFile));
        assertEquals(List.of(), table.rows());
        assertEquals(1, table.errors().size());
        String error = table.errors().get(0).toString();
        assertTrue(error.contains("'" + tagsFile + "'") && error.contains(why), error);
    }

    @Test
    void aFileOfTheDataDirectoryReplacesTheTextArea() throws Exception {
        Files.createDirectory(data.resolve("line1"));
        Files.writeString(data.resolve("line1/tags.csv"), SPEED);
        TagTable table = file.read(settings("line1/tags.csv"));
        assertEquals(List.of(), table.errors());
        assertEquals(List.of("speed"), table.rows().stream().map(TagRow::name).toList());
    }

    /** Tags that vanish end in consumers as unknown tags; a typo elsewhere must not do that. */
    @Test
    void aWrongValueElsewhereLeavesTheTableAsItIs() throws Exception {
        Files.writeString(data.resolve("tags.csv"), SPEED);
        Settings wrong = Settings.of(Map.of("tags.file", "tags.csv", "publishing.intervalMs", "soon"));
        assertEquals(1, wrong.problems().size());
        assertEquals(1, file.read(wrong).rows().size());
        Files.writeString(data.resolve("tags.csv"), "");
        assertFalse(file.changed(wrong));
        assertTrue(file.changed(wrong));
        assertEquals(TagTable.EMPTY, file.read(wrong));
    }

    @Test
    void nothingOutsideOfTheDataDirectoryIsRead() throws Exception {
        for (String outside : List.of("../outside.csv", "a/../../outside.csv", "/etc/passwd")) {
            assertTrue(settings(outside).problems().get(0).contains("Tag file '" + outside + "'"));
            assertEquals(TagTable.EMPTY, file.read(settings(outside)));
        }
        Files.createSymbolicLink(data.resolve("link.csv"), directory.resolve("outside.csv"));
        assertRefused("link.csv", "leaves the Kura data directory");
    }

    @Test
    void whatIsNoReadableTableIsRefusedWithTheReason() throws Exception {
        assertRefused("missing.csv", "NoSuchFileException");
        assertRefused(".", "no regular file");
        Files.write(data.resolve("latin1.csv"), new byte[] {'n', (byte) 0xE4, '\n'});
        assertRefused("latin1.csv", "not UTF-8");
        try (var channel = Files.newByteChannel(
                data.resolve("large.csv"),
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.WRITE)) {
            channel.position(16L << 20).write(java.nio.ByteBuffer.wrap(new byte[1]));
        }
        assertRefused("large.csv", "larger than 16777216 bytes");
    }

    @Test
    void aGatewayWithoutADataDirectoryReadsNoFile() {
        file = new TagTableFile(() -> null);
        assertRefused("tags.csv", "the gateway names none");
    }

    @Test
    void aChangedFileIsReadAgainOnceItLiesStill() throws Exception {
        Settings settings = settings("tags.csv");
        Path path = data.resolve("tags.csv");
        Files.writeString(path, SPEED);
        file.read(settings);
        assertFalse(file.changed(settings));
        Files.writeString(path, SPEED + "load,ns=2;s=Load\n");
        assertFalse(file.changed(settings), "somebody may still be writing");
        Files.writeString(path, SPEED + "load,ns=2;s=Load\ntorque,ns=2;s=Torque\n");
        assertFalse(file.changed(settings), "somebody may still be writing");
        assertTrue(file.changed(settings));
        assertEquals(3, file.read(settings).rows().size());
        assertFalse(file.changed(settings));
        Files.delete(path);
        file.changed(settings);
        assertTrue(file.changed(settings));
    }

    @Test
    void aTextAreaNeverChangesByItself() {
        file.read(settings(""));
        assertFalse(file.changed(settings("")));
    }
}
