package io.millwright.planning.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Lines come in one after the other; what is wrong is named with input, line, column, value and remedy. */
class InputTableTest {
    private static InputTable table(String csv) {
        return new InputTable("parts", "part,count,since", 2, csv, 3);
    }

    private static Cell cell(String text) {
        InputTable table = table("part,count\n\"" + text + "\",1\n");
        assertTrue(table.next());
        return table.cell("part");
    }

    private static void refused(String expected, Executable call) {
        assertEquals(
                expected, assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    @Test
    void columnsMayStandInAnyOrderAndLastOnesMayBeMissing() {
        InputTable table = table("\uFEFFcount; part\n\n 4;\"a;\nb\"\n5; c \n");
        assertTrue(table.next());
        assertEquals(new Cell("parts", 3, "part", "a;\nb"), table.cell("part"));
        assertEquals(4, table.cell("count").whole(0, 10));
        assertTrue(table.cell("since").empty());
        assertTrue(table.next());
        assertEquals(new Cell("parts", 5, "part", "c"), table.cell("part"));
        assertFalse(table.next());
    }

    @Test
    void whatIsNoSuchTableIsRefused() {
        refused("parts is empty. Remedy: begin with the line part,count,since.", () -> table("\n \n"));
        String header = ". Remedy: write part,count,since.";
        refused("parts, line 2: the header is \"part,amount\"" + header, () -> table("\npart,amount\na,1\n"));
        refused("parts, line 1: the header is \"part,part,count\"" + header, () -> table("part,part,count\n"));
        refused("parts, line 1: the header is \"part,since\"" + header, () -> table("part,since\n"));
        refused("parts has no lines after the header. Remedy: write one at least.", () -> table("part,count\n\n")
                .next());
        refused(
                "parts, line 2 has 1 fields where the header has 2. Remedy: write one per column.",
                () -> table("part,count\na\n").next());
        refused(
                "parts, line 2: the quote opened in line 2 is never closed; close it.",
                () -> table("part,count\n\"a,1\n").next());
        InputTable four = table("part,count\n" + "a,1\n".repeat(4));
        refused(
                "parts: there are more than the 3 lines that are taken. Remedy: give what is planned next, without what is far away or over.",
                () -> {
                    while (four.next()) {
                        four.cell("part").name();
                    }
                });
    }

    @Test
    void aCellIsReadAsWhatItHasToBeOrNamed() {
        assertEquals(2.5, cell("2.5").number(2, 3));
        assertEquals(LocalDate.of(2026, 2, 28), cell("2026-02-28").day());
        assertEquals(LocalDate.MAX, cell("*").dayOr(LocalDate.MAX));
        assertEquals(
                cell("2026-01-01T00:00:00Z").time(),
                cell("2026-01-01T01:00:00+01:00").time());
        String at = "parts, line 2, column part: ";
        for (String text : new String[] {"NaN", "1e400", "1,000", "", "4"}) {
            refused(
                    at + "\"" + text
                            + "\" is no number from 2.5 to 3. Remedy: write it with a point, without separators of thousands.",
                    () -> cell(text).number(2.5, 3));
        }
        refused(at + "\"1.0\" is no whole number from 0 to 9. Remedy: correct it.", () -> cell("1.0")
                .whole(0, 9));
        refused(at + "\"*\" is no day. Remedy: write it as 2026-12-24.", () -> cell("*")
                .day());
        refused(at + "\"2026-02-30\" is no day. Remedy: write it as 2026-12-24, or * for any.", () -> cell("2026-02-30")
                .dayOr(LocalDate.MIN));
        refused(at + "\"a?b\" is no name. Remedy: write 1 to 100 characters.", () -> cell("a\nb")
                .name());
        for (String text : new String[] {"1989-12-31T23:59:59Z", "2026-01-01T00:00:00", "now"}) {
            assertThrows(IllegalArgumentException.class, () -> cell(text).time(), text);
        }
        String shown = assertThrows(IllegalArgumentException.class, () -> cell("x".repeat(1_000))
                        .name())
                .getMessage();
        assertTrue(shown.contains("\"" + "x".repeat(60) + "…\""), shown);
    }
}
