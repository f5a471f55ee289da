package io.millwright.asset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A list of assets as a person writes it. */
class AssetNamesTest {
    private static AssetNames of(String text) {
        return AssetNames.of("Assets", text);
    }

    @Test
    void namesComeByCommaAndLineInTheirOrderWithoutComments() {
        AssetNames read = of("# hall 1\nPress, Mill A,\r\nSaw\n\n  # hall 2\n Lathe ");
        assertEquals(List.of("Press", "Mill A", "Saw", "Lathe"), read.names());
        assertEquals(List.of(), read.problems());
    }

    @Test
    void rangesCountAndKeepLeadingZeros() {
        assertEquals(List.of("Mill9", "Mill10", "Mill11"), of("Mill[9..11]").names());
        assertEquals(
                List.of("L-C08.x", "L-C09.x", "L-C10.x"), of("L-C[08..10].x").names());
        assertEquals(List.of("0", "1"), of("[0..1]").names());
        AssetNames many = of("Mill[1..10000]");
        assertEquals(IntStream.rangeClosed(1, 10_000).mapToObj(i -> "Mill" + i).toList(), many.names());
        assertEquals(List.of(), many.problems());
    }

    @Test
    void nothingIsAnEmptyListWithoutAProblem() {
        for (String text : new String[] {null, "", " \n", "# only a comment"}) {
            assertEquals(new AssetNames(List.of(), List.of()), of(text));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            A,B,A             | 'A' occurs twice; remove or rename one
            M2,M[1..3]        | 'M2' occurs twice (in 'M[1..3]'); remove or rename one
            A,,B              | 'A,,B' has an empty name; remove the comma
            ,A                | ',A' has an empty name
            M[3..1]           | 'M[3..1]' counts backwards; write the smaller number first
            M[01..100]        | 'M[01..100]' mixes numbers with and without leading zeros
            M[1-3]            | 'M[1-3]' is neither a name nor a range; write a range like Mill[1..1000]
            M[1..2][1..2]     | is neither a name nor a range
            {asset}           | '{asset}' is neither a name nor a range
            M[1..10001]       | names more than 10000 assets; split the list
            M[1..10000],N     | names more than 10000 assets; split the list
            M[1..99999999999999999999] | names more than 10000 assets
            """)
    void everyProblemNamesFieldValueAndRemedy(String text, String problem) {
        List<String> problems = of(text).problems();
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(problems.get(0).startsWith("Assets"), problems.get(0));
        assertTrue(problems.get(0).contains(problem), problems.get(0));
    }

    @Test
    void aListOfMistakesIsBounded() {
        List<String> problems = of("[\n".repeat(1_000)).problems();
        assertEquals(21, problems.size());
        assertEquals("Assets: and 980 more problems", problems.get(20));
    }
}
