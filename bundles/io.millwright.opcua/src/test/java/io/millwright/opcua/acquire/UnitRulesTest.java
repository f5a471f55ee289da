package io.millwright.opcua.acquire;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class UnitRulesTest {
    @Test
    void equalUnitsInOtherSpellingsAreEqual() {
        assertNull(UnitRules.mismatch("\u00B0C", "degC"));
        assertNull(UnitRules.mismatch("r/min", "rpm"));
        assertNull(UnitRules.mismatch("s\u207B\u00B9", "Hz"));
        assertNull(UnitRules.mismatch("Nm", "N\u00B7m"));
    }

    @Test
    void confusedPairsNameScaleAndOffset() {
        assertTrue(UnitRules.mismatch("\u00B0C", "K").contains("scale 1 and offset 273.15"));
        assertTrue(UnitRules.mismatch("K", "\u00B0C").contains("scale 1 and offset -273.15"));
        assertTrue(UnitRules.mismatch("s-1", "rpm").contains("scale 60 and offset 0"));
        assertTrue(UnitRules.mismatch("rpm", "1/s").contains("scale 0.0166666666667 and offset 0"));
    }

    @Test
    void otherPairsAreErrorsToo() {
        assertTrue(UnitRules.mismatch("bar", "K").contains("from 'bar' to 'K'"));
    }

    @Test
    void b13UnitsThatDifferInCaseOnlyAreOthers() {
        assertTrue(UnitRules.mismatch("MW", "mW").contains("scale 1000000000 and offset 0"));
        assertTrue(UnitRules.mismatch("mPa", "MPa").contains("scale 0.000000001 and offset 0"));
        assertTrue(UnitRules.mismatch("S", "s").contains("from 'S' to 's'"));
    }
}
