package io.millwright.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class CsvTableTest {

    @Test
    void csvIsReadAsRfc4180Says() {
        CsvTable table = CsvTable.parse("\uFEFFname;\"say \"\"hi\"\"\"\r\n\"a\nb\"; c \r\n\r\nd;\"\"");
        assertEquals(List.of("name", "say \"hi\""), table.header());
        assertEquals(List.of(List.of("a\nb", " c "), List.of("d", "")), table.rows());
        assertEquals(List.of(2, 5), table.lines());
        assertMessage("line 4 has 1 fields", () -> CsvTable.parse("a,b\n\"x\ny\",2\n3\n"));
        assertMessage("line 2: the quote opened in line 2 is never closed", () -> CsvTable.parse("a\n\"x\n"));
        assertMessage("no rows", () -> CsvTable.parse("a,b\n"));
    }

    @Test
    void theMostFrequentSeparatorOfTheHeaderCounts() {
        assertEquals(List.of("a", "b"), CsvTable.parse("a\tb\n1\t2\n").header());
        assertEquals(
                List.of("a [m;s]", "b", "c"),
                CsvTable.parse("a [m;s],b,c\n1,2,3\n").header());
    }

    @Test
    void aFileThatIsNoUtf8IsNamed(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("old.csv"), "a\n\u00e4\n".getBytes(StandardCharsets.ISO_8859_1));
        String message =
                assertThrows(IOException.class, () -> CsvTable.read(file)).getMessage();
        assertTrue(message.contains("old.csv") && message.contains("UTF-8"), message);
    }

    private static void assertMessage(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
