package io.millwright.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Units are never converted silently: known pairs name the scale and offset to enter. */
class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "K, K",
        "'', K",
        "K, ''",
        "degC, °C",
        "rpm, r/min",
        "1/min, min⁻¹",
        "Hz, s⁻¹",
        "N·m, Nm",
        "' Nm', Nm",
        "RPM, rpm"
    })
    void equalUnitsAndUnknownOnesFit(String delivered, String expected) {
        assertNull(Units.mismatch("t", delivered, "f", expected));
    }

    @ParameterizedTest
    @CsvSource({
        "°C, K, 1, 273.15",
        "K, °C, 1, -273.15",
        "°F, °C, 0.555555555556, -17.7777777778",
        "s⁻¹, rpm, 60, 0",
        "rpm, s⁻¹, 0.0166666666667, 0",
        "kW, W, 1000, 0",
        "W, kW, 0.001, 0",
        "mm, m, 0.001, 0",
        "h, min, 60, 0",
        "bar, kPa, 100, 0",
        "rad/s, rpm, 9.54929658551, 0",
        "m³/h, l/min, 16.6666666667, 0",
        "km/h, m/s, 0.277777777778, 0",
        "°, rad, 0.0174532925199, 0",
        "kVA, VA, 1000, 0"
    })
    void knownPairsNameScaleAndOffset(String delivered, String expected, String scale, String offset) {
        assertEquals(
                "tag 't' delivers " + delivered + ", but feature 'f' expects " + expected
                        + "; in the connection's tag table set scale=" + scale + ", offset=" + offset + ", unit="
                        + expected + " for this tag (scale and offset apply to the value in " + delivered + ")",
                Units.mismatch("t", delivered, "f", expected).text());
    }

    @Test
    void otherPairsNameTheRemedy() {
        String remedy = "; map the feature to a tag in Nm, or correct the unit in the connection's tag table";
        assertEquals(
                "tag 't' delivers K, but feature 'f' expects Nm" + remedy,
                Units.mismatch("t", "K", "f", "Nm").text());
        assertEquals(
                "tag 't' delivers furlong, but feature 'f' expects Nm" + remedy,
                Units.mismatch("t", "furlong", "f", "Nm").text());
    }

    /** Milliwatt and megawatt differ in case only; so do second and siemens. */
    @Test
    void caseMattersWhereItSeparatesUnits() {
        assertEquals(true, Units.mismatch("t", "MW", "f", "W").text().contains("scale=1000000,"));
        assertEquals(true, Units.mismatch("t", "S", "f", "s").text().contains("map the feature to a tag in s"));
    }

    @ParameterizedTest
    @CsvSource({"MW, mW", "MPa, mPa", "MVA, mVA", "S, s", "mS, ms", "KW, kW", "MBAR, mbar", "Mm, mm", "kpa, kPa"})
    void b13UnitsThatDifferInCaseOnlyAreOthers(String one, String other) {
        assertFalse(Units.fit(one, other));
        assertFalse(Units.fit(other, one));
    }

    @ParameterizedTest
    @CsvSource({
        "Kelvin, K",
        "CELSIUS, °C",
        "U/MIN, rpm",
        "\u2103, degC",
        "\u00BAC, °C",
        "µm, \u03BCm",
        "N*m, Nm",
        "Hours, h"
    })
    void namesThatAreWrittenOutMayBeWrittenInAnyCase(String one, String other) {
        assertTrue(Units.fit(one, other));
    }

    @Test
    void theUneceCodeCountsWhereItSaysMoreThanTheName() {
        assertEquals("MW", Units.name("mW", Units.UNECE, code("MAW")));
        assertEquals("degC", Units.name("degC", Units.UNECE, code("CEL")));
        assertEquals("°C", Units.name("grad", Units.UNECE, code("CEL")));
        assertEquals("kPa", Units.name(null, Units.UNECE, code("KPA")));
        assertEquals("m3/h", Units.name("", Units.UNECE, code("MQH")));
        assertEquals("m\u00B3/h", Units.name("m\u00B3/h", Units.UNECE, code("MQH")));
        assertEquals("var", Units.name("VA", Units.UNECE, code("D44")));
        assertEquals("grad", Units.name("grad", "urn:vendor", code("CEL")));
        assertEquals("furlong", Units.name("furlong", Units.UNECE, -1));
        assertEquals("", Units.name(null, null, -1));
    }

    /** As OPC UA Part 8 derives it; its own example is 4408652 for CEL. */
    private static int code(String letters) {
        int code = 0;
        for (char letter : letters.toCharArray()) {
            code = code * 256 + letter;
        }
        return code;
    }
}
