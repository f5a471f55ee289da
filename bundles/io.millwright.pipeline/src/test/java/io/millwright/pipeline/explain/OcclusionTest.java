package io.millwright.pipeline.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.explain.Occlusion.Heat;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** The order of places, the map and its limits. */
class OcclusionTest {
    private static final HeatGrid GRID = HeatGrid.of(64, 48, 1_000);

    /** The output is 1 while a pixel is not covered. */
    private static final class OnePixel implements PlaceScores {
        private final int x;
        private final int y;
        private final BitSet visited = new BitSet();
        private int left = Integer.MAX_VALUE;

        OnePixel(int x, int y) {
            this.x = x;
            this.y = y;
        }

        @Override
        public int batch() {
            return 8;
        }

        @Override
        public double whole() {
            return 1;
        }

        @Override
        public boolean score(int[] places, int count, double[] scores) {
            for (int i = 0; i < count; i++) {
                if (left-- == 0) {
                    return false;
                }
                int place = places[i];
                visited.set(place);
                boolean covered = x >= GRID.left(place)
                        && x < GRID.right(place)
                        && y >= GRID.top(place)
                        && y < GRID.bottom(place);
                scores[i] = covered ? 0 : 1;
            }
            return true;
        }
    }

    @Test
    void theMapIsHotWhereTheOutputComesFrom() throws Exception {
        for (int y = 0; y < 64; y++) {
            for (int x = 0; x < 48; x++) {
                OnePixel scores = new OnePixel(x, y);
                Heat heat = Occlusion.of(scores, GRID.places(), 1);
                assertEquals(1, heat.done());
                assertEquals(GRID.places(), scores.visited.cardinality());
                int place = heat.greatest();
                assertEquals(1, heat.values()[place]);
                assertTrue(Math.abs(GRID.x(place) - x) <= 48 / 15 + 1, "x " + x + " at " + GRID.x(place));
                assertTrue(Math.abs(GRID.y(place) - y) <= 64 / 15 + 1, "y " + y + " at " + GRID.y(place));
            }
        }
    }

    @Test
    void aMapThatIsCutShortIsCoarserEverywhereAndSaysSo() throws Exception {
        OnePixel scores = new OnePixel(0, 0);
        scores.left = 56;
        Heat heat = Occlusion.of(scores, GRID.places(), 1);
        assertEquals(56.0 / 225, heat.done());
        assertEquals(
                225 - 56, Arrays.stream(heat.values()).filter(Double::isNaN).count());
        for (int quarter = 0; quarter < 225; quarter += 45) {
            int from = quarter;
            assertTrue(scores.visited.get(from, from + 45).cardinality() >= 6, "rows from " + quarter / 15);
        }
    }

    @Test
    void theGreatestOfAFewPlacesIsNoAnswer() {
        OnePixel scores = new OnePixel(0, 0);
        scores.left = 8;
        NotExplained refusal = assertThrows(NotExplained.class, () -> Occlusion.of(scores, GRID.places(), 1));
        assertTrue(refusal.getMessage().contains("of 225 places"), refusal.getMessage());
    }

    @Test
    void placesCoverThePictureAndStayWithinIt() {
        for (HeatGrid grid : new HeatGrid[] {
            GRID, HeatGrid.of(640, 640, 1e6), HeatGrid.of(7, 300, 1e6), HeatGrid.of(64, 64, 30), HeatGrid.of(1, 1, 1)
        }) {
            boolean[][] covered = new boolean[grid.height()][grid.width()];
            for (int place = 0; place < grid.places(); place++) {
                for (int y = grid.top(place); y < grid.bottom(place); y++) {
                    Arrays.fill(covered[y], grid.left(place), grid.right(place), true);
                }
                assertTrue(grid.x(place) < grid.width() && grid.y(place) < grid.height(), grid.toString());
            }
            for (boolean[] row : covered) {
                for (boolean pixel : row) {
                    assertTrue(pixel, grid.toString());
                }
            }
        }
    }

    @Test
    void aSlowModelGetsACoarserGrid() {
        assertEquals(15, HeatGrid.of(64, 64, 1_000).rows());
        assertEquals(5, HeatGrid.of(64, 64, 30).rows());
        assertEquals(3, HeatGrid.of(64, 64, 1).rows());
    }
}
