package io.millwright.pipeline.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Units are never converted silently: known pairs name the scale and offset to enter. */
class UnitCheckTest {
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
        assertNull(UnitCheck.mismatch("t", delivered, "f", expected));
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
        "rad/s, rpm, 9.54929658551, 0"
    })
    void knownPairsNameScaleAndOffset(String delivered, String expected, String scale, String offset) {
        assertEquals(
                "tag 't' delivers " + delivered + ", but feature 'f' expects " + expected
                        + ": in the connection's tag table set scale=" + scale + ", offset=" + offset + ", unit="
                        + expected + " for this tag (scale and offset apply to the value in " + delivered + ")",
                UnitCheck.mismatch("t", delivered, "f", expected));
    }

    @Test
    void otherPairsNameTheRemedy() {
        String remedy = ": map the feature to a tag in Nm, or correct the unit in the connection's tag table";
        assertEquals(
                "tag 't' delivers K, but feature 'f' expects Nm" + remedy, UnitCheck.mismatch("t", "K", "f", "Nm"));
        assertEquals(
                "tag 't' delivers furlong, but feature 'f' expects Nm" + remedy,
                UnitCheck.mismatch("t", "furlong", "f", "Nm"));
    }

    /** Milliwatt and megawatt differ in case only; so do second and siemens. */
    @Test
    void caseMattersWhereItSeparatesUnits() {
        assertEquals(true, UnitCheck.mismatch("t", "MW", "f", "W").contains("scale=1000000,"));
        assertEquals(true, UnitCheck.mismatch("t", "S", "f", "s").contains("map the feature to a tag in s"));
    }
}
