package io.millwright.desk.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.desk.table.Finding;
import io.millwright.desk.table.Finding.Kind;
import io.millwright.desk.table.TableLine;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tag tables as they come from spreadsheets. */
class SpreadsheetReaderTest {
    @Test
    void semicolonsAndDecimalCommasAreRead() {
        Imported imported = Imported.of("Name;Node ID;Sampling (ms);Deadband;Scale;Offset;Unit\r\n"
                        + "t1;\"ns=2;s=T1\";250;2,5 %;0,1;-3,25;\u00b0C\r\n"
                        + "t2;\"ns=2;s=T2\";;0,5;1.234,5;;\r\n")
                .good();
        assertEquals(SourceFormat.TABLE, imported.format());
        TableLine t1 = imported.lines().get(0);
        assertEquals("ns=2;s=T1", t1.nodeId());
        assertEquals("250", t1.field("samplingMs"));
        assertEquals("2.5 %", t1.field("deadband"));
        assertEquals("0.1", t1.field("scale"));
        assertEquals("-3.25", t1.field("offset"));
        assertEquals("\u00b0C", t1.field("unit"));
        assertEquals("1234.5", imported.lines().get(1).field("scale"));
        assertTrue(imported.findings().of(Kind.NOTE).get(0).what().contains("decimal comma"));
    }

    @Test
    void aNumberThatMayBeAThousandOrOneIsAnError() {
        Finding error = Imported.of("name;nodeId;scale\na;\"ns=2;s=A\";0,5\nb;\"ns=2;s=B\";1.234\n")
                .error();
        assertEquals(3, error.line());
        assertEquals("scale", error.column());
        assertEquals("1.234", error.value());
    }

    @Test
    void pointsAreLeftAloneWhereNoNumberHasAComma() {
        Imported imported =
                Imported.of("name;nodeId;scale\na;\"ns=2;s=A\";1.234\n").good();
        assertEquals("1.234", imported.lines().get(0).field("scale"));
    }

    @Test
    void aQuotedDecimalCommaBetweenCommasIsAnErrorWithItsRemedy() {
        Finding error = Imported.of("name,nodeId,scale\na,ns=2;s=A,\"0,5\"\n").error();
        assertEquals("scale", error.column());
        assertTrue(error.text().contains("0.5"), error::text);
    }

    @Test
    void whatSpreadsheetsPutAroundATableIsNoLine() {
        Imported imported = Imported.of("sep=;\r\nname;nodeId\r\na;\"ns=2;s=A\";;\r\n;;\r\n;\r\n\r\n")
                .good();
        assertEquals(List.of("a"), imported.names());
        assertEquals(3, imported.lines().get(0).line());
    }

    @Test
    void columnsOfOtherProgramsAreToldAndLeft() {
        Imported imported = Imported.of("Tag\tDescription\tNodeId\tUnits\na\tmain drive\tns=2;s=A\trpm\n")
                .good();
        assertEquals("rpm", imported.lines().get(0).field("unit"));
        Finding note = imported.findings().of(Kind.NOTE).get(0);
        assertEquals("Description", note.column());
        assertEquals(1, imported.findings().count(Kind.NOTE));
    }

    @Test
    void anEmptyFieldSaysNothing() {
        TableLine line =
                Imported.of("name,nodeId,unit\na,ns=2;s=A,\n").good().lines().get(0);
        assertEquals(List.of("name", "nodeId"), List.copyOf(line.fields().keySet()));
    }

    @Test
    void everyBadLineIsToldAndTheOthersAreRead() {
        Imported imported = Imported.of("name,nodeId,queue\n"
                + ",ns=2;s=A,\n"
                + "b,,\n"
                + "c,ns=2;s=C,0\n"
                + "d,ns=2;s=D,1,more\n"
                + "\"e\"x,ns=2;s=E,\n"
                + "f,ns=2;s=F,7\n"
                + "f,ns=2;s=G,7\n"
                + "f,ns=2;s=F,7\n");
        assertEquals(List.of("f"), imported.names());
        List<Finding> errors = imported.findings().of(Kind.ERROR);
        assertEquals(
                List.of(2, 3, 4, 5, 6, 8), errors.stream().map(Finding::line).toList());
        assertTrue(errors.stream().allMatch(error -> !error.remedy().isEmpty()), errors::toString);
        assertEquals(
                "the same as line 7",
                imported.findings().of(Kind.LEFT_OUT).get(0).what());
    }

    @Test
    void aColumnThatOccursTwiceOrIsMissingIsAnError() {
        assertEquals(
                "NodeId",
                Imported.of("name,nodeId,NodeId\na,ns=2;s=A,ns=2;s=A\n").error().column());
        assertEquals("nodeId", Imported.of("name,unit\na,K\n").error().column());
    }

    @Test
    void aPrefixStandsBeforeEachName() {
        SourceOptions options = new SourceOptions("", "", "", "", "Press1.");
        assertEquals(
                List.of("Press1.a"),
                Imported.of("name,nodeId\na,ns=2;s=A\n", options).good().names());
    }
}
