package io.millwright.planning.stock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.planning.stock.ConsumptionCsv.Absent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was used comes in whole, or is refused with line, column, value and remedy. */
class ConsumptionCsvTest {
    private static final String HEAD = ConsumptionCsv.HEADER + "\n";

    private static Consumption read(String lines, Absent absent) {
        return ConsumptionCsv.read(HEAD + lines, Periods.MONTH, absent);
    }

    @Test
    void anEmptyCellIsNotKnownWhichIsNotZero() {
        Consumption read = read("a,2026-01,3\na,2026-02,\na,2026-03,0\n", Absent.NONE);
        assertEquals(3, read.at(0, 0));
        assertTrue(Float.isNaN(read.at(0, 1)));
        assertEquals(0, read.at(0, 2));
        assertEquals(1, read.unknown());
    }

    @Test
    void whatNoLineTellsOfIsAsTheSiteSays() {
        String lines = "a,2026-01,3\na,2026-03,1\nb,2026-02,2\n";
        Consumption unknown = read(lines, Absent.UNKNOWN);
        assertTrue(Float.isNaN(unknown.at(0, 1)));
        assertEquals(2, unknown.unknown(), "a in February, b in March");
        Consumption none = read(lines, Absent.NONE);
        assertEquals(0, none.at(0, 1));
        assertEquals(0, none.at(1, 2));
        assertTrue(Float.isNaN(none.at(1, 0)), "before its first line a part was not there");
        assertEquals(0, none.unknown());
    }

    @Test
    void linesMayComeInAnyOrderWithAnySeparator() {
        Consumption read = ConsumptionCsv.read(
                "quantity;part;period\n5;b;2026-02\n\n4;\"a;x\";2026-01\n", Periods.MONTH, Absent.UNKNOWN);
        assertEquals(java.util.List.of("b", "a;x"), read.parts());
        assertEquals("2026-01", read.periods().text(read.first()));
        assertEquals(4, read.at(1, 0));
        assertEquals(5, read.at(0, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            a,2026-01,-1             | consumption, line 2, column quantity: "-1"
            a,2026-01,NaN            | consumption, line 2, column quantity: "NaN"
            a,2026-01,Infinity       | consumption, line 2, column quantity: "Infinity"
            a,2026-01,1e400          | consumption, line 2, column quantity: "1e400"
            a,2026-01,3 pieces       | consumption, line 2, column quantity: "3 pieces"
            a,January,3              | consumption, line 2, column period: "January"
            a,2026-13,3              | consumption, line 2, column period: "2026-13"
            ,2026-01,3               | consumption, line 2, column part: ""
            a,2026-01                | consumption, line 2 has 2 fields where the header has 3
            a,2026-01,3,4            | consumption, line 2 has 4 fields where the header has 3
            """)
    void nonsenseIsNamed(String line, String named) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> read(line + "\n", Absent.UNKNOWN));
        assertTrue(refused.getMessage().startsWith(named), refused.getMessage());
    }

    @Test
    void onePeriodTwiceIsNamedWithBothLines() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> read("a,2026-01,1\nb,2026-01,1\na,2026-01,\n", Absent.UNKNOWN));
        assertTrue(
                refused.getMessage().startsWith("consumption, line 4, column period: \"2026-01\""),
                refused.getMessage());
        assertTrue(refused.getMessage().contains("line 2"), refused.getMessage());
    }

    @Test
    void aSlipInAYearDoesNotFillTheMemory() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> read("a,2026-01,1\na,2926-01,1\n", Absent.UNKNOWN));
        assertTrue(refused.getMessage().contains("2926-01 (line 3)"), refused.getMessage());
        assertTrue(refused.getMessage().contains("1,040"), refused.getMessage());
    }

    @Test
    void aMillionPartsAreRefusedAtTheLimit() {
        StringBuilder csv = new StringBuilder(HEAD);
        for (int part = 0; part < 1_000_000; part++) {
            csv.append(part).append(",2026-01,1\n");
        }
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> ConsumptionCsv.read(csv.toString(), Periods.MONTH, Absent.UNKNOWN));
        assertTrue(refused.getMessage().startsWith("consumption, line 50002, column part"), refused.getMessage());
        assertTrue(refused.getMessage().contains("50,000"), refused.getMessage());
    }

    @Test
    void aHeaderThatIsAnotherIsNamed() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> ConsumptionCsv.read("part,month,quantity\n", Periods.MONTH, Absent.UNKNOWN));
        assertTrue(refused.getMessage().contains("\"part,month,quantity\""), refused.getMessage());
        assertThrows(IllegalArgumentException.class, () -> ConsumptionCsv.read("", Periods.MONTH, Absent.UNKNOWN));
    }

    @Test
    void weeksAndDaysAreCountedOverYears() {
        assertEquals(
                1,
                Periods.WEEK.numberOf(java.time.LocalDate.of(2026, 1, 5))
                        - Periods.WEEK.numberOf(java.time.LocalDate.of(2026, 1, 4)),
                "a week begins on Monday");
        for (Periods periods : Periods.values()) {
            int number = periods.numberOf(java.time.LocalDate.of(2024, 2, 29));
            assertEquals(number, periods.numberOf(periods.firstDay(number)));
            assertEquals(number, periods.number(periods.text(number)));
        }
    }

    @Test
    void termsAreRefusedWithLineAndRemedy() {
        String head = PartsCsv.HEADER + "\n";
        java.util.List<Part> read = PartsCsv.read(head + "a,5,,,,,,\nb,0,2,3,10,20,1.5,98\n", 2, 0.9);
        assertEquals(new Part("a", 5, 0, 2, 1, 0, 1, 0.9), read.get(0));
        assertEquals(new Part("b", 0, 2, 3, 10, 20, 1.5, 0.98), read.get(1));
        for (String line : new String[] {
            "a,-1,,,,,,",
            "a,,,,,,,",
            "a,1,NaN,,,,,",
            "a,1,0,2.5,,,,",
            "a,1,0,99,,,,",
            "a,1,0,2,0,,,",
            "a,1,0,2,1,0,0,",
            "a,1,0,2,1,0,1,100"
        }) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> PartsCsv.read(head + line, 2, 0.9), line);
            assertTrue(refused.getMessage().startsWith("parts, line 2, column "), refused.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> PartsCsv.read(head + "a,1,,,,,,\na,1,,,,,,\n", 2, 0.9));
    }
}
