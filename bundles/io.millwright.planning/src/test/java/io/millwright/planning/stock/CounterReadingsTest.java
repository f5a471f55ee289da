package io.millwright.planning.stock;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Counters of a PLC roll over, begin anew and fall silent; none of that is consumption. */
class CounterReadingsTest {
    private static final float UNKNOWN = Float.NaN;

    private static CounterReadings of(double... periodAndValue) {
        CounterReadings readings = new CounterReadings(CounterReadings.UINT32, 1_000_000, 0, 5);
        for (int i = 0; i < periodAndValue.length; i += 2) {
            readings.add((int) periodAndValue[i], periodAndValue[i + 1]);
        }
        return readings;
    }

    private static void used(CounterReadings readings, float... expected) {
        assertArrayEquals(expected, readings.used());
    }

    @Test
    void aPeriodIsKnownWhenALaterOneHasAReading() {
        used(of(0, 100, 1, 110, 1, 130, 2, 131, 3, 140), UNKNOWN, 30, 1, UNKNOWN, UNKNOWN);
    }

    @Test
    void manySmallStepsAddUp() {
        CounterReadings readings = of(0, 100_000, 1, 1_100_000);
        for (int step = 1; step <= 100_000; step++) {
            readings.add(1, 1_100_000 + step * 0.01);
        }
        readings.add(2, 1_101_000);
        used(readings, UNKNOWN, 1_001_000, UNKNOWN, UNKNOWN, UNKNOWN);
    }

    @Test
    void aRollOverGoesOn() {
        CounterReadings readings = of(0, 4_294_967_290.0, 1, 4_294_967_295.0, 1, 4, 2, 5, 3, 6);
        used(readings, UNKNOWN, 10, 1, UNKNOWN, UNKNOWN);
        assertEquals(1, readings.rollOvers());
        assertEquals(0, readings.resets());
    }

    @Test
    void aResetCountsFromNothing() {
        CounterReadings readings = of(0, 500_000, 1, 500_010, 1, 3, 2, 7, 3, 7);
        used(readings, UNKNOWN, 13, 4, UNKNOWN, UNKNOWN);
        assertEquals(1, readings.resets());
    }

    @Test
    void aJumpThatNobodyCanHaveUsedIsNotKnown() {
        CounterReadings readings = of(0, 10, 1, 20, 2, 2_000_000_000.0, 3, 2_000_000_001.0, 4, 2_000_000_003.0);
        used(readings, UNKNOWN, UNKNOWN, UNKNOWN, 1, UNKNOWN);
        assertEquals(1, readings.resets());
    }

    @Test
    void silenceOverPeriodsIsNotSpreadOverThem() {
        used(of(0, 10, 1, 20, 3, 90, 4, 91), UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);
    }

    @Test
    void readingsThatAreNoneAreCounted() {
        CounterReadings readings = of(0, 10, 1, Double.NaN, 1, -5, 1, 1e12, 1, 12, 0, 13, 2, 14);
        used(readings, UNKNOWN, 2, UNKNOWN, UNKNOWN, UNKNOWN);
        assertEquals(4, readings.refused());
    }

    @Test
    void withoutReadingsNothingIsKnown() {
        used(of(), UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);
    }
}
