package io.millwright.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An engine that wears: the truth counts down to its failure, and an overhaul brings a new one. */
class EngineCellTest {
    private static final int ENGINE = 2;
    private static final int LEFT = 4;

    @Test
    void remainingLifeCountsDownToTheFailureAndANewEngineFollows() {
        List<String[]> told = new ArrayList<>();
        EngineCell cell = new EngineCell(1, 7, 100_000, line -> told.add(line.split(" ")));
        for (int row = 0; row < 600; row++) {
            cell.write(row * 100_000L);
        }
        int engines = 1;
        for (int row = 1; row < told.size(); row++) {
            int before = Integer.parseInt(told.get(row - 1)[LEFT]);
            int left = Integer.parseInt(told.get(row)[LEFT]);
            if (before == 0) {
                engines++;
                assertTrue(left >= 170 && left <= 250, "a new one lives " + left);
            } else {
                assertEquals(before - 1, left);
            }
            assertEquals(Integer.toString(engines), told.get(row)[ENGINE]);
        }
        assertTrue(engines >= 3);
    }

    @Test
    void anOverhaulBringsANewEngineBeforeTheFailure() {
        List<String> told = new ArrayList<>();
        EngineCell cell = new EngineCell(1, 7, 100_000, told::add);
        cell.write(0);
        int cycle = Integer.parseInt(told.get(0).split(" ")[3]);
        cell.overhaul(cycle + 2);
        cell.write(100_000);
        assertTrue(told.get(1).startsWith("ENGINE Engine1 1 " + (cycle + 1)), told.get(1));
        cell.write(200_000);
        assertTrue(told.get(2).startsWith("ENGINE Engine1 2 0 "), told.get(2));
        cell.overhaul(0);
        cell.write(300_000);
        assertTrue(told.get(3).startsWith("ENGINE Engine1 3 0 "), "at once: " + told.get(3));
    }
}
