package io.millwright.inference.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What is done with measured times. */
class BatchPlanTest {
    private static BatchPlan of(long... nanos) {
        return BatchPlan.of(nanos);
    }

    /** Says which sizes so many rows are computed in. */
    private static String runs(BatchPlan plan, int rows) {
        StringBuilder runs = new StringBuilder();
        for (int left = rows; left > 0; left -= 1 << plan.next(left)) {
            runs.append(1 << plan.next(left)).append(' ');
        }
        return runs.toString().strip();
    }

    @Test
    void theSmallestSizeNearTheBestIsTaken() {
        assertEquals(1, of(100).size());
        assertEquals(64, of(300, 310, 330, 400, 500, 700, 1_000).size());
        // 16 rows give 32 per µs, 32 rows give 33 per µs: not worth the longer run.
        assertEquals(16, of(100, 110, 150, 300, 500, 970).size());
    }

    @Test
    void rowsThatTakeAsLongTogetherAreComputedEachByItself() {
        BatchPlan plan = of(80, 160, 318, 640);
        assertEquals(1, plan.size());
        assertEquals(0, plan.next(1));
        assertEquals(0, plan.next(9));
        assertTrue(plan.toString().contains("each row by itself"), plan.toString());
    }

    @Test
    void fewerRowsAreComputedInTheSizesThatTakeTheLeastTime() {
        BatchPlan flat = of(300, 310, 330, 400, 500);
        assertEquals("1", runs(flat, 1));
        assertEquals("4", runs(flat, 3));
        assertEquals("8", runs(flat, 5));
        assertEquals("16", runs(flat, 16));
        assertEquals("16", runs(flat, 11));
        BatchPlan steep = of(100, 110, 220, 440, 880);
        assertEquals(2, steep.size());
        assertEquals("2 2 1", runs(steep, 5));
    }
}
