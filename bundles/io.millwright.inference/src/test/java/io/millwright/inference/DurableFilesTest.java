package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A large model's file lies on a small disk once. */
class DurableFilesTest {
    @TempDir
    Path folder;

    @Test
    void whatIsKeptIsASecondNameThatOutlivesTheFirst() throws Exception {
        Path source = Files.writeString(folder.resolve("staged"), "weights");
        Path target = folder.resolve("kept");
        DurableFiles.put(target, source);
        assertTrue(Files.isSameFile(source, target), "it takes the space twice");
        DurableFiles.put(target, source);
        Files.delete(source);
        assertEquals("weights", Files.readString(target));
        assertEquals(List.of(target), DurableFiles.list(folder), "nothing is left beside it");
    }

    @Test
    void whatWasThereIsReplacedAndItsOtherNameKeepsWhatItHad() throws Exception {
        Path before = Files.writeString(folder.resolve("before"), "old");
        Path target = folder.resolve("kept");
        DurableFiles.put(target, before);
        DurableFiles.put(target, Files.writeString(folder.resolve("next"), "new"));
        assertEquals("new", Files.readString(target));
        assertEquals("old", Files.readString(before));
        DurableFiles.put(target, new byte[] {1});
        assertEquals("new", Files.readString(folder.resolve("next")), "a file that others name is never written");
    }
}
