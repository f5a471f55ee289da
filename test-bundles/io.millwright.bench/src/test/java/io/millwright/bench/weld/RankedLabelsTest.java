package io.millwright.bench.weld;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The area is the share of pairs in the right order, because bars of the scenario are set by it. */
class RankedLabelsTest {
    @Test
    void pairsInTheRightOrderCountAndTiesCountAHalf() {
        boolean[] good = {false, false, true, true};
        assertEquals(1, RankedLabels.area(new double[] {0.1, 0.2, 0.3, 0.4}, good));
        assertEquals(0, RankedLabels.area(new double[] {0.4, 0.3, 0.2, 0.1}, good));
        assertEquals(0.5, RankedLabels.area(new double[] {1, 1, 1, 1}, good));
        assertEquals(0.75, RankedLabels.area(new double[] {0.1, 0.3, 0.2, 0.4}, good));
        assertEquals(0.875, RankedLabels.area(new double[] {0.1, 0.2, 0.2, 0.4}, good));
        assertEquals(Double.NaN, RankedLabels.area(new double[] {1, 2}, new boolean[] {true, true}));
    }

    @Test
    void worseKeptAndCapturedAreCountedByTheTruth() {
        WeldTally tally = new WeldTally();
        tally.add(0.5, 0.8, 0.9, true);
        tally.add(0.5, 0.4, 0.9, true);
        tally.add(0.5, 0.5, 0.9, false);
        assertEquals(1.0 / 3, tally.worse());
        assertEquals(1.0 / 3, tally.kept());
        assertEquals(0.2 / 1.2, tally.captured(), 1e-12);
    }
}
