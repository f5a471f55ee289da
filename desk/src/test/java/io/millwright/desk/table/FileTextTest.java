package io.millwright.desk.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as people save them: every encoding is the one that it is, or an error with the place. */
class FileTextTest {
    @TempDir
    Path folder;

    private String read(byte[] bytes) throws Exception {
        return read(bytes, StandardCharsets.UTF_8);
    }

    private String read(byte[] bytes, Charset encoding) throws Exception {
        Path file = folder.resolve("file");
        Files.write(file, bytes);
        return FileText.read(file, encoding, 1_000_000);
    }

    private Finding refused(byte[] bytes) {
        return assertThrows(UnreadableFile.class, () -> read(bytes)).finding();
    }

    @Test
    void byteOrderMarksAreObeyedAndNoPartOfTheText() throws Exception {
        String text = "name;unit\nt;\u00b0C\n";
        assertEquals(text, read(text.getBytes(StandardCharsets.UTF_8)));
        assertEquals(text, read(("\ufeff" + text).getBytes(StandardCharsets.UTF_8)));
        assertEquals(text, read(("\ufeff" + text).getBytes(StandardCharsets.UTF_16LE)));
        assertEquals(text, read(("\ufeff" + text).getBytes(StandardCharsets.UTF_16BE)));
        Charset windows = Charset.forName("windows-1252");
        assertEquals(text, read(text.getBytes(windows), windows));
    }

    @Test
    void whatIsNotUtf8IsAnErrorWithItsPlace() {
        Finding finding = refused("name;unit\nt;\u00b0C\n".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(2, finding.line());
        assertEquals("0xb0", finding.value());
        assertTrue(finding.what().contains("character 3"), finding::text);
        assertTrue(finding.remedy().contains("--encoding"), finding::text);
    }

    @Test
    void aTextThatEndsWithinALetterIsAnError() {
        assertEquals(1, refused(new byte[] {'a', (byte) 0xe2, (byte) 0x82}).line());
    }

    @Test
    void aWorkbookIsAnErrorThatSaysWhatToSave() {
        assertTrue(refused(new byte[] {'P', 'K', 3, 4, 0}).remedy().contains("CSV"));
        assertTrue(refused(new byte[] {(byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0})
                .remedy()
                .contains("CSV"));
    }

    @Test
    void utf16WithoutAMarkIsAnError() {
        assertTrue(refused("name".getBytes(StandardCharsets.UTF_16LE)).what().contains("NUL"));
    }

    @Test
    void aFileThatIsTooLargeIsAnError() {
        assertTrue(refused(new byte[1_000_001]).what().contains("larger"));
    }

    @Test
    void noFileIsAnErrorThatNamesIt() {
        Path none = folder.resolve("none.csv");
        UnreadableFile failure =
                assertThrows(UnreadableFile.class, () -> FileText.read(none, StandardCharsets.UTF_8, 1));
        assertTrue(failure.finding().what().contains("none.csv"));
        assertThrows(UnreadableFile.class, () -> FileText.read(folder, StandardCharsets.UTF_8, 1));
    }

    @Test
    void whatIsShownOfAFileSteersNoTerminal() {
        Finding finding = new Finding(Finding.Kind.ERROR, 1, "name", "\u001b[2J", "'\u001b[2J\n' is bad", "");
        assertEquals("error: line 1: name: '\ufffd[2J\u23ce' is bad", finding.text());
        assertEquals("\ufffd[2J", finding.value());
    }
}
