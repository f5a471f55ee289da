package io.millwright.opcua.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One line for many machines of one kind. */
class AssetTableTest {
    private static final String SIX = "name,nodeId,unit\n{asset}.a,ns=2;s={asset}/A,K\n{asset}.b,ns=2;s={asset}/B,\n"
            + "{asset}.c,ns=2;s={asset}/C,\n{asset}.d,ns=2;s={asset}/D,\n{asset}.e,ns=2;s={asset}/E,\n"
            + "{asset}.f,ns=2;s={asset}/F,\n";

    private static List<String> names(TagTable table) {
        return table.rows().stream().map(TagRow::name).toList();
    }

    @Test
    void aLineWithAssetBecomesOneRowPerAssetAndOthersStay() {
        TagTable table = TagTableParser.parse(
                "name,nodeId,unit\nhall,ns=2;s=Hall,\n{asset}.t,ns=2;s={asset}/T,K\n", "Mill[08..09]\nPress");
        assertEquals(List.of(), table.errors());
        assertEquals(List.of("hall", "Mill08.t", "Mill09.t", "Press.t"), names(table));
        TagRow press = table.rows().get(3);
        assertEquals("ns=2;s=Press/T", press.nodeText());
        assertEquals("Press/T", press.nodeId().getIdentifier());
        assertEquals("K", press.unit());
        assertEquals(3, press.line());
    }

    @Test
    void aThousandAssetsOfSixRowsExpandWithinASecond() {
        TagTableParser.parse(SIX, "Warm[1..100]");
        long started = System.nanoTime();
        TagTable table = TagTableParser.parse(SIX, "Mill[1..1000]");
        long millis = (System.nanoTime() - started) / 1_000_000;
        assertEquals(6_000, table.rows().size());
        assertEquals(List.of(), table.errors());
        assertTrue(millis < 1_000, () -> millis + " ms");
    }

    @Test
    void aHundredThousandRowsAreTheMost() {
        String ten = "name,nodeId\n";
        for (int i = 0; i < 11; i++) {
            ten += "{asset}." + i + ",ns=2;s={asset}/" + i + "\n";
        }
        TagTable table = TagTableParser.parse(ten, "M[1..10000]");
        assertEquals(TagTableParser.MAX_ROWS, table.rows().size());
        assertEquals(1, table.errors().size());
        assertTrue(table.errors().get(0).toString().contains("line 12: more than 100000 tags"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {asset}.t,ns=2;s={asset}/T | ''        | '{asset}.t', 'ns=2;s={asset}/T' contains {asset}, but Assets lists none; list them
            t,ns=2;s=T                 | M[1..2]   | Assets lists 2 names, 'M1' first, but no line of the tag table contains {asset}; write
            t,ns=2;s={asset}/T         | M[1..2]   | name 't' is the same for each of the Assets
            {asset},ns=2;s={asset}     | A,B,A     | Assets: 'A' occurs twice; remove or rename one
            {asset},ns=2;i={asset}     | 7,B       | line 2: nodeId 'ns=2;i=B' is no NodeId
            """)
    void everyMistakeNamesFieldValueAndRemedy(String line, String assets, String error) {
        List<TagTable.TableError> errors =
                TagTableParser.parse("name,nodeId\n" + line, assets).errors();
        assertEquals(1, errors.size(), errors::toString);
        assertTrue(errors.get(0).toString().contains(error), errors.get(0).toString());
    }

    @Test
    void namesThatAreEqualAfterExpansionAreAnErrorThatNamesBothLines() {
        TagTable table =
                TagTableParser.parse("name,nodeId\nM1.t,ns=2;s=Other\n{asset}.t,ns=2;s={asset}/T\n", "M[1..2]");
        assertEquals(List.of("M1.t", "M2.t"), names(table));
        assertEquals(
                "line 3: name 'M1.t' when {asset} is 'M1' is already used in line 2; rename one",
                table.errors().get(0).toString());
    }

    @Test
    void b11ANodeIdInQuotesKeepsTheBlankAtItsEnd() {
        TagTable table =
                TagTableParser.parse("name,nodeId\na,\"ns=2;s=Speed \"\nb, ns=2;s=Speed ,\n".replace(" ,\n", " \n"));
        assertEquals(List.of(), table.errors());
        assertEquals("Speed ", table.rows().get(0).nodeId().getIdentifier());
        assertEquals("Speed", table.rows().get(1).nodeId().getIdentifier());
    }

    @Test
    void b14ErrorsOfAHugeTableAreBoundedAndCounted() {
        TagTable table = TagTableParser.parse("name,nodeId\n" + "x,y\n".repeat(1_000_000));
        assertEquals(TagTableParser.MAX_ERRORS + 2, table.errors().size());
        assertTrue(table.errors().get(100).toString().contains("more than 100000 tags"));
        assertEquals("and 99900 more errors", table.errors().get(101).toString());
        TagTable wide = TagTableParser.parse("name,nodeId\n" + ",".repeat(4 << 20));
        assertEquals(1, wide.errors().size());
        String value = "z".repeat(1 << 20);
        for (String text : List.of("name,nodeId," + value + "\na,ns=2;s=A", "name,nodeId\na," + value)) {
            TagTable cut = TagTableParser.parse(text);
            assertTrue(cut.errors().get(0).text().length() < 1_000);
        }
    }
}
