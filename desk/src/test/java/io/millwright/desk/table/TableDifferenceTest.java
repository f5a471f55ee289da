package io.millwright.desk.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Merge and replace: what is added, what changes field by field, what goes, and what stays. */
class TableDifferenceTest {
    private static final TagTableText TABLE = TagTableText.parse(
            "name,nodeId,samplingMs,scale,unit\n"
                    + "a,ns=2;s=A,500,2.0,K\n"
                    + "b,ns=2;s=B,,,\n"
                    + "c,ns=2;s=C,100,,bar\n",
            new Findings());

    private static TableLine line(String name, String... fields) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("name", name);
        for (int i = 0; i < fields.length; i += 2) {
            all.put(fields[i], fields[i + 1]);
        }
        return new TableLine(7, all);
    }

    @Test
    void aMergeAddsAndChangesWhatTheImportNames() {
        TableDifference difference = TableDifference.merge(
                TABLE,
                List.of(
                        line("b", "nodeId", "ns=2;s=B", "unit", "kW"),
                        line("d", "nodeId", "ns=2;s=D", "deadband", "1"),
                        line("a", "nodeId", "ns=2;s=A")));
        assertEquals(
                List.of("d"), difference.added().stream().map(TableLine::name).toList());
        assertEquals(1, difference.changed().size());
        assertEquals(List.of("unit"), difference.changed().get(0).columns());
        assertEquals(List.of(), difference.removed());
        assertEquals(2, difference.unchanged());
        assertEquals(
                "name,nodeId,samplingMs,scale,unit,deadband\n"
                        + "a,ns=2;s=A,500,2.0,K,\n"
                        + "b,ns=2;s=B,,,kW,\n"
                        + "c,ns=2;s=C,100,,bar,\n"
                        + "d,ns=2;s=D,,,,1\n",
                difference.result().write());
    }

    @Test
    void aMergeKeepsWhatTheImportDoesNotNameAndClearsWhatItNamesEmpty() {
        TableDifference difference = TableDifference.merge(TABLE, List.of(line("a", "nodeId", "ns=2;s=A", "unit", "")));
        TableLine a = difference.result().lines().get(0);
        assertEquals("500", a.field("samplingMs"));
        assertEquals("2.0", a.field("scale"));
        assertEquals("", a.field("unit"));
    }

    @Test
    void aReplacementIsWhatWasImportedAndNothingElse() {
        TableDifference difference = TableDifference.replace(
                TABLE, List.of(line("c", "nodeId", "ns=2;s=C", "samplingMs", "100"), line("e", "nodeId", "ns=2;s=E")));
        assertEquals(
                List.of("e"), difference.added().stream().map(TableLine::name).toList());
        assertEquals(List.of("unit"), difference.changed().get(0).columns());
        assertEquals(
                List.of("a", "b"),
                difference.removed().stream().map(TableLine::name).toList());
        assertEquals(0, difference.unchanged());
        assertEquals(
                "name,nodeId,samplingMs,scale,unit\nc,ns=2;s=C,100,,\ne,ns=2;s=E,,,\n",
                difference.result().write());
    }

    @Test
    void fieldsAreComparedByWhatTheyMean() {
        TagTableText table = TagTableText.parse(
                "name,nodeId,scale,offset,deadband,samplingMs\na,ns=2;s=A,1.0,0.0,0.50,0250\n", new Findings());
        assertTrue(TableDifference.merge(
                        table,
                        List.of(line(
                                "a",
                                "nodeId",
                                "ns=2;s=A",
                                "scale",
                                "",
                                "offset",
                                "",
                                "deadband",
                                ".5",
                                "samplingMs",
                                "250")))
                .isEmpty());
        assertEquals(
                1,
                TableDifference.merge(table, List.of(line("a", "nodeId", "ns=2;s=A", "deadband", "0.5%")))
                        .changed()
                        .size());
    }

    @Test
    void aNumberLongerThanAnybodyWritesIsComparedAsText() {
        assertTrue(TagColumns.same("scale", "1e999999999", "1e999999999"));
        assertFalse(TagColumns.same("scale", "1".repeat(1_000_000), "2"));
    }
}
