package io.millwright.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What a StatusCode says of a value. */
class StatusCodesTest {
    @Test
    void theSeverityIsInTheTwoHighestBits() {
        assertTrue(StatusCodes.isGood(0x00000480));
        assertTrue(StatusCodes.isUncertain(0x40900000));
        assertTrue(StatusCodes.isUsable(0x40900000));
        assertFalse(StatusCodes.isGood(0x40900000));
        for (int bad : new int[] {0x80000000, StatusCodes.BAD_NO_DATA, 0xC0000000}) {
            assertTrue(StatusCodes.isBad(bad));
            assertFalse(StatusCodes.isUsable(bad));
            assertFalse(StatusCodes.isGood(bad) || StatusCodes.isUncertain(bad));
        }
    }

    @Test
    void namesAreThoseOfTheSpecificationAndNumbersWithoutOneAreHexadecimal() {
        assertEquals("Bad_NoData", StatusCodes.name(0x809B0000));
        assertEquals("Bad_NodeIdUnknown (0x80340480)", StatusCodes.text(0x80340480));
        assertEquals("0x8FFF0000", StatusCodes.text(0x8FFF0000));
        assertTrue(StatusCodes.isNoValueYet(StatusCodes.BAD_NO_COMMUNICATION));
        assertTrue(StatusCodes.isOverflow(0x40000480));
        assertFalse(StatusCodes.isOverflow(0x00000080));
    }
}
