package io.millwright.planning.energy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.planning.energy.MeterParts.Kind;
import io.millwright.planning.energy.MeterParts.Meter;
import org.junit.jupiter.api.Test;

/** Meters as they are: counters that roll over, are reset, run backwards; powers that jump; samples that do not come. */
class MeterPartsTest {
    private static final long MINUTE = 60_000_000L;
    private static final long START = 1_700_000_100L * 1_000_000L / MeterParts.PART_MICROS * MeterParts.PART_MICROS;
    private static final long FIRST = MeterParts.partOf(START);

    @Test
    void aCounterThatRollsOverLosesNothing() {
        MeterParts parts = counter(1000);
        count(parts, 0, 990, 995, 0, 5, 10);
        assertEquals(5, parts.kwh(FIRST), 1e-9);
        assertEquals(5, parts.kwh(FIRST + 1), 1e-9);
        assertEquals(1, parts.counts().rolledOver());
        assertEquals(0, parts.counts().resets());
    }

    @Test
    void aCounterThatIsResetLosesWhatItHadNotShown() {
        MeterParts parts = counter(0);
        count(parts, 0, 50_000, 50_010, 4, 14, 24);
        assertEquals(4, parts.kwh(FIRST + 1), 1e-9);
        assertEquals(10, parts.kwh(FIRST + 2), 1e-9);
        assertEquals(1, parts.counts().resets());
    }

    @Test
    void aCounterThatRunsBackwardsIsAGapAndNoEnergy() {
        MeterParts parts = counter(0);
        count(parts, 0, 50_000, 50_010, 49_000, 48_000, 48_010, 48_020);
        assertEquals(10, parts.kwh(FIRST), 1e-9);
        assertTrue(Double.isNaN(parts.kwh(FIRST + 1)));
        assertTrue(Double.isNaN(parts.kwh(FIRST + 2)));
        assertEquals(10, parts.kwh(FIRST + 3), 1e-9);
        assertEquals(2, parts.counts().backwards());
    }

    @Test
    void aStepThatNoSiteCanDrawIsNoMeasurement() {
        MeterParts parts = counter(0);
        count(parts, 0, 100, 110, 1e9, 1e9 + 10, 1e9 + 20);
        assertTrue(Double.isNaN(parts.kwh(FIRST + 1)));
        assertEquals(10, parts.kwh(FIRST + 2), 1e-9);
        assertEquals(1, parts.counts().implausible());
    }

    @Test
    void aCounterThatWasSilentForADayLeavesADayOfGaps() {
        MeterParts parts = counter(0);
        count(parts, 0, 100, 110);
        count(parts, 97, 900, 910, 920);
        assertEquals(10, parts.kwh(FIRST), 1e-9);
        for (int i = 2; i < 97; i++) {
            assertTrue(Double.isNaN(parts.kwh(FIRST + i)), "part " + i);
        }
        assertEquals(10, parts.kwh(FIRST + 97), 1e-9);
    }

    @Test
    void aPowerHoldsForAQuarterOfAnHourAndNoLonger() {
        MeterParts parts = new MeterParts(new Meter(Kind.POWER, 0, 1000));
        parts.sample(START, 100);
        parts.sample(START + 5 * MINUTE, 400);
        parts.sample(START + 45 * MINUTE, 200);
        parts.sample(START + 60 * MINUTE, Double.NaN);
        assertEquals((100 * 5 + 400 * 10) / 60.0, parts.kwh(FIRST), 1e-9);
        assertTrue(Double.isNaN(parts.kwh(FIRST + 1)), "a third of the part is known");
        assertTrue(Double.isNaN(parts.kwh(FIRST + 2)));
        assertEquals(50, parts.kwh(FIRST + 3), 1e-9);
    }

    @Test
    void absurdValuesAreCountedAndMakeNoEnergy() {
        MeterParts parts = new MeterParts(new Meter(Kind.POWER, 0, 1000));
        double[] values = {Double.POSITIVE_INFINITY, -5, 1e12, Double.NaN};
        for (int i = 0; i < values.length; i++) {
            parts.sample(START + i * MeterParts.PART_MICROS, values[i]);
        }
        parts.sample(START, 5);
        assertEquals(3, parts.counts().implausible());
        assertEquals(1, parts.counts().late());
        for (int i = 0; i < values.length; i++) {
            assertTrue(Double.isNaN(parts.kwh(FIRST + i)));
        }
    }

    @Test
    void whatWasCountedElsewhereIsTakenOverAndNothingThatTheMeterToldIsLost() {
        MeterParts parts = counter(0);
        parts.put(FIRST, 7);
        parts.put(FIRST + 1, 8);
        count(parts, 2, 100, 110, 120);
        parts.put(FIRST + 2, 1);
        parts.put(FIRST - 5, 6);
        parts.put(FIRST - 6, 1e9);
        assertEquals(7, parts.kwh(FIRST), 1e-9);
        assertEquals(8, parts.kwh(FIRST + 1), 1e-9);
        assertEquals(10, parts.kwh(FIRST + 2), 1e-9);
        assertEquals(6, parts.kwh(FIRST - 5), 1e-9);
        assertTrue(Double.isNaN(parts.kwh(FIRST - 6)));
    }

    @Test
    void onlyAHundredDaysAreKept() {
        MeterParts parts = counter(0);
        count(parts, 0, 10, 20, 30);
        count(parts, MeterParts.KEPT + 1, 40, 50, 60);
        assertTrue(Double.isNaN(parts.kwh(FIRST)));
        assertTrue(Double.isNaN(parts.kwh(FIRST + 1)));
        assertEquals(10, parts.kwh(FIRST + MeterParts.KEPT + 1), 1e-9);
        parts.sample(Long.MAX_VALUE / 2, 70);
        assertTrue(Double.isNaN(parts.kwh(FIRST + MeterParts.KEPT + 1)));
    }

    @Test
    void aMeterThatCannotBeIsRefusedByName() {
        String rollover = assertThrows(IllegalArgumentException.class, () -> new Meter(Kind.COUNTER, -1, 10))
                .getMessage();
        assertTrue(rollover.contains("rollover_kwh -1.0"), rollover);
        String most = assertThrows(IllegalArgumentException.class, () -> new Meter(Kind.POWER, 0, Double.NaN))
                .getMessage();
        assertTrue(most.contains("most_kw NaN"), most);
    }

    private static MeterParts counter(double rollover) {
        return new MeterParts(new Meter(Kind.COUNTER, rollover, 1000));
    }

    private static void count(MeterParts parts, int from, double... values) {
        for (int i = 0; i < values.length; i++) {
            parts.sample(START + (from + i) * MeterParts.PART_MICROS, values[i]);
        }
    }
}
