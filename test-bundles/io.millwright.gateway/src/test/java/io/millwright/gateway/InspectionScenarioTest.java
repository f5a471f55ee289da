package io.millwright.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.receiver.Decision;
import io.millwright.gateway.receiver.Reading;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The scenario's score counts what the decisions said against what was true, and shows where the model looked. */
class InspectionScenarioTest {
    private final List<String> lines = new ArrayList<>();
    private final InspectionScenario scenario = new InspectionScenario(new Terminal(lines::add, false, false));

    private static Reading reading(String name, Double number, String label) {
        return new Reading(name, "", number, label, label, "ok", null, null, List.of());
    }

    private static Decision decision(String part, String said, String quality, String kind, double x, double y) {
        List<Double> map = new ArrayList<>(Collections.nCopies(256, 0.0));
        map.set(2 * 16 + 3, 0.95);
        List<Reading> readings = List.of(
                reading("defect", 0.9, said),
                reading("kind", 0.8, kind),
                reading("x", x, ""),
                reading("y", y, ""),
                new Reading("map", "", 0.0, "", "", "ok", null, null, map));
        return new Decision(
                2_000_000,
                "t",
                "Belt1",
                "p",
                1,
                1_900_000,
                said,
                said,
                0.9,
                quality,
                quality.equals("GOOD") ? "" : "the model says of picture: other board",
                false,
                "board-inspection",
                "1.0.0",
                "",
                "",
                1,
                0,
                part,
                "serving",
                "ok",
                false,
                readings);
    }

    @Test
    void theScoreCountsFaultsFalseCallsKindsPlacesAndWhatWasNotDecided() {
        for (String truth : List.of(
                "1 short 100 200 none 90",
                "2 ok 0 0 none 99",
                "3 open 300 300 sticker 10",
                "4 ok 0 0 turned 5000",
                "5 ok 0 0 none 5")) {
            assertTrue(scenario.simulatorSays("BOARD 1 " + truth));
        }
        assertFalse(scenario.simulatorSays("UP"));
        scenario.decided(decision("1", "defect", "GOOD", "short", 104, 196));
        scenario.decided(decision("2", "ok", "GOOD", "ok", 4, 4));
        scenario.decided(decision("3", "defect", "GOOD", "spur", 20, 20));
        scenario.decided(decision("4", "defect", "UNCERTAIN", "copper", 4, 4));
        scenario.decided(decision("5", "defect", "GOOD", "copper", 4, 4));
        scenario.decided(decision("5", "defect", "GOOD", "copper", 4, 4));
        scenario.decided(decision("99", "ok", "GOOD", "ok", 4, 4));
        List<String> score = scenario.score();
        assertEquals(
                "5 boards decided: 2 of 2 faults found, 1 of 2 good boards called; kind right 1, place right 1 of those found",
                score.get(0));
        assertTrue(score.get(1).endsWith("1 of 1 said so and were not GOOD"), score.get(1));
        // Three calls by the most differing pixels: boards 2, 1 and 3.
        assertTrue(score.get(2).contains(": 2 of 2 faults found"), score.get(2));
    }

    @Test
    void aCalledBoardHasAMapAndAnUncertainOneItsReason() {
        scenario.simulatorSays("BOARD 1 1 short 100 200 none 90");
        scenario.simulatorSays("BOARD 1 2 ok 0 0 turned 5000");
        scenario.decided(decision("1", "defect", "GOOD", "short", 104, 196));
        assertEquals(1 + 8, lines.size());
        assertEquals("...#............", lines.get(2).strip());
        scenario.decided(decision("2", "defect", "UNCERTAIN", "copper", 4, 4));
        assertEquals(1 + 8 + 1, lines.size());
        assertTrue(lines.get(9).contains("UNCERTAIN: the model says of picture: other board"), lines.get(9));
    }

    @Test
    void aMapThatIsNoSquareIsNotShown() {
        assertEquals(List.of(), new HeatMap(true).lines(Collections.nCopies(7, 0.5)));
    }
}
