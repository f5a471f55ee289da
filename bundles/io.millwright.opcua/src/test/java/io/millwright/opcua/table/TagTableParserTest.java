package io.millwright.opcua.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The tag table: what works, and that a bad line is an error with its number while the others work. */
class TagTableParserTest {
    private static List<String> names(TagTable table) {
        return table.rows().stream().map(TagRow::name).toList();
    }

    private static String onlyError(TagTable table, int line) {
        assertEquals(1, table.errors().size(), () -> table.errors().toString());
        assertEquals(line, table.errors().get(0).line());
        return table.errors().get(0).text();
    }

    @Test
    void everyColumnIsRead() {
        TagTable table = TagTableParser.parse("name,nodeId,samplingMs,queue,deadband,scale,offset,unit\r\n"
                + "t1,ns=2;s=Cell/T,250,5,0.5,2,-3.5,K\r\n");
        assertEquals(List.of(), table.errors());
        TagRow row = table.rows().get(0);
        assertEquals(2, row.line());
        assertEquals("ns=2;s=Cell/T", row.nodeText());
        assertEquals(250, row.samplingMillis());
        assertEquals(5, row.queue());
        assertEquals(0.5, row.deadband());
        assertEquals(2.0, row.scale());
        assertEquals(-3.5, row.offset());
        assertEquals("K", row.unit());
    }

    @Test
    void emptyFieldsAndMissingColumnsMeanDefaults() {
        TagRow row = TagTableParser.parse("nodeId,name\nns=2;i=7, t1 \n").rows().get(0);
        assertEquals("t1", row.name());
        assertEquals(-1, row.samplingMillis());
        assertEquals(0, row.queue());
        assertEquals(0.0, row.deadband());
        assertEquals(1.0, row.scale());
        assertEquals(0.0, row.offset());
        assertEquals("", row.unit());
    }

    @Test
    void aTextWithNothingInItIsAnEmptyTable() {
        for (String nothing : List.of("", " \n", "\uFEFF", "\uFEFF\r\n")) {
            assertEquals(TagTable.EMPTY, TagTableParser.parse(nothing));
        }
    }

    @Test
    void theHeaderDecidesTheSeparator() {
        assertEquals(List.of("a"), names(TagTableParser.parse("name;nodeId;unit\na;\"ns=2;s=A\";K\n")));
        assertEquals(List.of("a"), names(TagTableParser.parse("name\tnodeId\na\tns=2;s=A\n")));
        assertEquals(List.of("a"), names(TagTableParser.parse("\uFEFFname,nodeId\na,ns=2;s=A")));
    }

    @Test
    void quotedFieldsMayHoldSeparatorQuoteAndLineBreak() {
        TagTable table =
                TagTableParser.parse("name,nodeId\n\"a,\"\"b\"\"\",\"ns=2;s=x,y\"\n\"two\nlines\",ns=2;s=Z\nbad,\n");
        assertEquals(List.of("a,\"b\"", "two\nlines"), names(table));
        assertEquals("ns=2;s=x,y", table.rows().get(0).nodeText());
        assertTrue(onlyError(table, 5).contains("nodeId is empty"));
    }

    @Test
    void anUnquotedSeparatorInANodeIdIsAnErrorThatSaysHowToWriteIt() {
        TagTable table = TagTableParser.parse("name;nodeId\na;ns=2;s=A\nb;\"ns=2;s=B\"\n");
        assertEquals(List.of("b"), names(table));
        assertTrue(onlyError(table, 2).contains("double quotes"));
    }

    @Test
    void namespaceUrisAreKept() {
        TagTable table = TagTableParser.parse("name,nodeId\na,nsu=urn:vendor:plc;s=A;B\n");
        assertEquals(List.of(), table.errors());
        assertEquals("urn:vendor:plc", table.rows().get(0).nodeId().getNamespaceUri());
    }

    @Test
    void anUnknownColumnIsAnErrorAndTheRestWorks() {
        TagTable table = TagTableParser.parse("name,nodeId,colour\na,ns=2;s=A,red\n");
        assertEquals(List.of("a"), names(table));
        assertTrue(onlyError(table, 1).contains("'colour'"));
    }

    @Test
    void aMissingColumnIsAnError() {
        TagTable table = TagTableParser.parse("\n\nname,unit\na,K\n");
        assertEquals(List.of(), names(table));
        assertTrue(onlyError(table, 3).contains("nodeId"));
    }

    @Test
    void badValuesNameColumnValueAndRemedy() {
        String header = "name,nodeId,samplingMs,queue,deadband,scale,offset\n";
        for (String[] badAndText : new String[][] {
            {"a,ns=2;s=A,fast,,,,", "samplingMs 'fast'"},
            {"a,ns=2;s=A,-5,,,,", "samplingMs '-5'"},
            {"a,ns=2;s=A,99999999999,,,,", "samplingMs '99999999999'"},
            {"a,ns=2;s=A,,0,,,", "queue '0'"},
            {"a,ns=2;s=A,,,-1,,", "deadband '-1'"},
            {"a,ns=2;s=A,,,101%,,", "deadband '101%'"},
            {"a,ns=2;s=A,,,,0,", "scale 0"},
            {"a,ns=2;s=A,,,,NaN,", "scale 'NaN'"},
            {"a,ns=2;s=A,,,,,1e999", "offset '1e999'"},
            {"a,ns=2;s=A,,,,,\"0,5\"", "0.5"},
            {"a,s=,,,,,,,,", "fields"},
            {"a,nonsense,,,,,", "nodeId 'nonsense'"},
            {",ns=2;s=A,,,,,", "name is empty"},
            {"\"a,ns=2;s=A", "never closed"},
            {"\"a\"x,ns=2;s=A,,,,,", "closing quote"},
        }) {
            TagTable table = TagTableParser.parse(header + badAndText[0]);
            assertEquals(List.of(), names(table), badAndText[0]);
            String error = onlyError(table, 2);
            assertTrue(error.contains(badAndText[1]), error);
        }
    }

    @Test
    void aNameThatOccursTwiceIsAnErrorOfTheSecondLine() {
        TagTable table = TagTableParser.parse("name,nodeId\na,ns=2;s=A\na,ns=2;s=B\n");
        assertEquals(1, table.rows().size());
        assertTrue(onlyError(table, 3).contains("line 2"));
    }

    @Test
    void aPercentDeadbandIsRead() {
        TagRow row = TagTableParser.parse("name,nodeId,deadband\na,ns=2;s=A,2.5 %\n")
                .rows()
                .get(0);
        assertTrue(row.deadbandPercent());
        assertEquals(2.5, row.deadband());
    }

    @Test
    void nothingIsAnEmptyTable() {
        assertEquals(TagTable.EMPTY, TagTableParser.parse(null));
        assertEquals(TagTable.EMPTY, TagTableParser.parse("  \n "));
    }

    @Test
    void b18AnIndexRangeIsReadAndAFieldKept() {
        TagTable table = TagTableParser.parse("name,nodeId,indexRange,field\na,ns=2;s=A,3,\nb,ns=2;s=B,0:9,Speed\n"
                + "c,ns=2;s=C,\"0:1, 2\",\nd,ns=2;s=D,,\n");
        assertEquals(List.of(), table.errors());
        IndexRange one = table.rows().get(0).indexRange();
        assertTrue(one.element());
        assertEquals("3", one.requested());
        assertEquals(0, one.dimensions().length);
        IndexRange ten = table.rows().get(1).indexRange();
        assertEquals(List.of(10), ten.lengths());
        assertEquals("Speed", table.rows().get(1).field());
        assertEquals("0:1,2", table.rows().get(2).indexRange().requested());
        assertEquals(List.of(2, 1), table.rows().get(2).indexRange().lengths());
        assertEquals(null, table.rows().get(3).indexRange().requested());
        for (String bad : List.of("a", "1:1", "5:2", "-1", "1:", "1:2:3", "99999999999")) {
            String error = onlyError(TagTableParser.parse("name,nodeId,indexRange\na,ns=2;s=A," + bad + "\n"), 2);
            assertTrue(error.contains("indexRange '" + bad + "' must be an index from 0 or first:last"), error);
        }
    }

    @Test
    void theChecksOfATagAreReadAndOffByDefault() {
        TagTable table = TagTableParser.parse("name,nodeId,range,staleMs,stuckMs,stuckWhile,maxRate,spike\n"
                + "a,ns=2;s=A,-5.5..10,5000,60000,b > 10.5,2.5,7\nb,ns=2;s=B,none,,,,,\nc,ns=2;s=C,,,1000,,,\n");
        assertEquals(List.of(), table.errors());
        Plausibility all = table.rows().get(0).plausibility();
        assertEquals(new Limits(-5.5, 10), all.range());
        assertEquals(5_000, all.staleMillis());
        assertEquals(60_000, all.stuckMillis());
        assertEquals(new Comparison("b", ">", 10.5), all.stuckWhile());
        assertEquals(2.5, all.maxRate());
        assertEquals(7, all.spikeSamples());
        Plausibility none = table.rows().get(1).plausibility();
        assertEquals(false, none.ranged() || none.watched());
        Plausibility third = table.rows().get(2).plausibility();
        assertEquals(true, third.ranged() && third.stuckWhile() == null && third.spikeSamples() == 0);
    }

    @Test
    void badChecksNameColumnValueAndRemedy() {
        String header = "name,nodeId,range,staleMs,stuckMs,stuckWhile,maxRate,spike\n";
        for (String[] badAndText : new String[][] {
            {"a,ns=2;s=A,5,,,,,", "range '5' must be least..greatest"},
            {"a,ns=2;s=A,9..1,,,,,", "range '9..1' must be"},
            {"a,ns=2;s=A,x..1,,,,,", "range 'x' must be a number"},
            {"a,ns=2;s=A,,0,,,,", "staleMs '0' must be a whole number"},
            {"a,ns=2;s=A,,,,a,,", "stuckWhile 'a' needs stuckMs"},
            {"a,ns=2;s=A,,,100,nobody,,", "stuckWhile 'nobody' is no tag of this table"},
            {"a,ns=2;s=A,,,,,-1,", "maxRate '-1.0' must be"},
            {"a,ns=2;s=A,,,,,,3", "spike '3' must be a whole number from 5 to 101"},
        }) {
            TagTable table = TagTableParser.parse(header + badAndText[0]);
            assertEquals(List.of(), names(table), badAndText[0]);
            String error = onlyError(table, 2);
            assertTrue(error.contains(badAndText[1]), error);
        }
    }

    @Test
    void aConditionIsOnTheTagOfTheSameAsset() {
        TagTable table = TagTableParser.parse(
                "name,nodeId,stuckMs,stuckWhile\n{asset}.t,ns=2;s={asset}/T,100,{asset}.on\n{asset}.on,ns=2;s={asset}/On,,\n",
                "M[1..2]");
        assertEquals(List.of(), table.errors());
        assertEquals("M1.on", table.rows().get(0).plausibility().stuckWhile().tag());
        assertEquals("M2.on", table.rows().get(1).plausibility().stuckWhile().tag());
    }
}
