package io.millwright.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A line per machine, a letter where a step begins, and nothing beyond the line's end. */
class ScheduleChartTest {
    /** 72 minutes in 72 columns. */
    private static final JsonObject HALL = Json.parse("{\"cost\":{\"makespanSeconds\":4320},"
                    + "\"machines\":[{\"name\":\"saw\",\"closings\":[]},{\"name\":\"mill-1\",\"closings\":[[0,300],[4000,9000]]}],"
                    + "\"jobs\":[{\"name\":\"A\"},{\"name\":\"B\"}],"
                    + "\"operations\":[[0,0,0,-120,180,1],[1,0,0,180,600],[0,1,1,300,480],[1,1,1,3600,3601]]}")
            .asObject();

    @Test
    void stepsClosingsAndHoursLieWhereTheyAre() {
        assertEquals(
                List.of(
                        " ".repeat(9) + "0h" + " ".repeat(58) + "1h",
                        "saw      A==B======",
                        "mill-1   xxxxxA==" + " ".repeat(52) + "B" + " ".repeat(5) + "xxxxxx"),
                new ScheduleChart(HALL, false, false).lines());
    }

    @Test
    void blocksAndColoursAreTakenWhereTheTerminalHasThem() {
        List<String> lines = new ScheduleChart(HALL, true, true).lines();
        assertTrue(lines.get(1).contains("A\u2588\u2588\u001b[38;5;208mB\u2588"), lines.get(1));
        assertTrue(lines.get(2).contains("\u2591\u2591\u2591\u2591\u2591"), lines.get(2));
        assertTrue(lines.get(1).endsWith("\u001b[0m"), lines.get(1));
    }

    /** Seventy-three minutes need two minutes per column. */
    @Test
    void aLongerScheduleHasWiderColumns() {
        JsonObject longer = Json.parse(HALL.toString()).asObject();
        longer.set("cost", new JsonObject().add("makespanSeconds", 4_321));
        assertEquals(
                "saw      AB===",
                new ScheduleChart(longer, false, false).lines().get(1));
    }
}
