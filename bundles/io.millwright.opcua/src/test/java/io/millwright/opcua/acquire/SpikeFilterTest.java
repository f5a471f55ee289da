package io.millwright.opcua.acquire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Hampel's test of the newest value against the ones before. */
class SpikeFilterTest {
    private final SpikeFilter filter = new SpikeFilter(7);

    private void judge(double... values) {
        for (double value : values) {
            assertEquals(0, filter.judge(value), () -> "at " + value);
        }
    }

    @Test
    void nothingIsASpikeBeforeThereAreEnoughValues() {
        judge(1, 1_000, 1, 1_000, 1, 1_000, 1);
    }

    /** Median 10, distances 0, 0.1, 0.1, 0.1, 0.2, 0.2, 0.3: their median 0.1, so that 0.445 is the limit. */
    @Test
    void furtherThanThreeSpreadsFromTheMedianIsASpike() {
        judge(10, 10.1, 9.9, 10.1, 10.2, 9.8, 9.7);
        assertEquals(1, filter.judge(10.5));
        assertEquals(-1, filter.judge(9.0));
        assertEquals(0, filter.judge(10.2));
    }

    @Test
    void aSpikeDoesNotHideTheNextAndAStepIsTakenOnceMostValuesHaveIt() {
        judge(10, 10.1, 9.9, 10.1, 10.2, 9.8, 9.9);
        assertEquals(1, filter.judge(50));
        assertEquals(1, filter.judge(50));
        assertEquals(1, filter.judge(50));
        judge(10, 10.1, 9.9, 10.1, 10.2, 9.8, 9.9);
        int spikes = 0;
        for (int i = 0; i < 7; i++) {
            spikes += filter.judge(20 + i % 3 * 0.1);
        }
        assertEquals(4, spikes);
        judge(20, 20.1);
    }

    /** Where most values are equal the median distance is 0: without a guard every other value would be a spike. */
    @Test
    void aMedianDistanceOfZeroIsGuarded() {
        judge(5, 5, 5, 5, 5, 5, 5);
        judge(6);
        judge(5, 5.2, 4.9);
        assertEquals(1, filter.judge(90));
        judge(Double.NaN, 5);
    }
}
