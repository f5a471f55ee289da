package io.millwright.pipeline.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Sums over windows stay those of the rows that are in them. */
class RecentTest {
    private final Recent recent = new Recent(1);

    private void add(double value, int times) {
        for (int i = 0; i < times; i++) {
            recent.add(new double[] {value}, sums -> {});
        }
    }

    @Test
    void aNumberThatStandsForNoneIsForgottenWhenItLeaves() {
        add(3, Recent.LONG);
        add(Float.MAX_VALUE, 1);
        add(3, Recent.SHORT);
        assertEquals(3, recent.shortMean(0), 1e-9);
        add(3, Recent.LONG);
        assertEquals(3, recent.longMean(0), 1e-9);
    }
}
