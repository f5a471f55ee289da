package io.millwright.gateway.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
    @TempDir
    Path folder;

    private ModelFolder press;

    @BeforeEach
    void aModel() throws IOException {
        press = Models.press(folder);
    }

    private Path csv(String text) throws IOException {
        return Files.writeString(folder.resolve("rows.csv"), text);
    }

    private Recording read(String text, String timeColumn) throws IOException {
        return Recording.read(csv(text), press, timeColumn);
    }

    @Test
    void columnsAreFoundByNameWithOrWithoutUnitAndTheRestIsSaidOnce() throws IOException {
        Recording recording = read("label,force [kN],type,id\n0,20,L,a\n1,,M,b\n", null);
        assertEquals(List.of("columns that the model does not need: label, id"), recording.notes());
        assertEquals(
                List.of(
                        new Recording.Column("type", "String", "", List.of("L", "M")),
                        new Recording.Column("force", "Double", "kN", List.of("20", ""))),
                recording.columns());
        assertEquals(2, recording.rows());
    }

    @Test
    void categoriesAreTextsUnlessNumbersStandForThem() throws IOException {
        assertEquals(
                "Double", read("force,type\n1,0\n2,1\n", null).columns().get(0).type());
        assertEquals(
                "String", read("force,type\n1,L\n2,1\n", null).columns().get(0).type());
        assertEquals(
                "Boolean",
                read("force,type\ntrue,L\nFalse,M\n", null).columns().get(1).type());
        ModelFolder years = Models.with(
                folder, "[-1, 1]", "{\"name\": \"year\", \"categories\": [\"2019\", \"2020\"]}", "year,=y\n0,1\n", "");
        assertEquals(
                "String",
                Recording.read(csv("year\n2019\n"), years, null)
                        .columns()
                        .get(0)
                        .type());
    }

    @Test
    void whatCannotBeReplayedIsNamedWithLineColumnValueAndRemedy() {
        assertMessage(
                "no column \"force\", which model press needs; the header has type, Force",
                () -> read("type,Force\nL,1\n", null));
        assertMessage(
                "line 3, column \"force\": 1,5 is no number. Remedy: write a decimal point",
                () -> read("type;force\nL;1\nL;1,5\n", null));
        assertMessage("there is no such file", () -> Recording.read(folder.resolve("none.csv"), press, null));
        assertMessage("no column \"when\" for --time", () -> read("type,force\nL,1\n", "when"));
        assertMessage("line 2, column \"t\": soon is no time", () -> read("t,type,force\nsoon,L,1\n", "t"));
        assertMessage(
                "line 3, column \"t\": 1 is before the line above", () -> read("t,type,force\n2,L,1\n1,L,1\n", "t"));
        assertMessage("is there twice", () -> read("type,force [kN],force [N]\nL,1,2\n", null));
    }

    @Test
    void timesCountWhereTheModelHasARowPeriodOrWhereTheyAreAskedFor() throws IOException {
        String rows = "time,type,force\n2026-01-01T00:00:00Z,L,1\n2026-01-01 00:00:01.5,L,2\n";
        assertFalse(read(rows, null).isTimed());
        Recording timed = read(rows, "time");
        assertEquals(1_500_000, timed.micros(1) - timed.micros(0));
        ModelFolder period = Models.with(folder, "[-1, 1]", "{\"name\": \"force\"}", "x\n", "\"row_period_ms\": 1000,");
        assertTrue(Recording.read(csv(rows), period, null).isTimed());
        assertFalse(Recording.read(csv(rows), period, "").isTimed());
    }

    @Test
    void goldenRowsAreARecordingWhereTheyHoldSignals() throws IOException {
        Recording golden = Recording.golden(press);
        assertEquals(List.of("M", "L"), golden.columns().get(0).cells());
        assertEquals(List.of("20.5", "21.5"), golden.columns().get(1).cells());
        ModelFolder computed =
                Models.with(folder, "[-1, 1]", "{\"name\": \"force\", \"aggregate\": \"mean\"}", "force,=y\n1,1\n", "");
        assertMessage("give a recording, --csv FILE with the columns force", () -> Recording.golden(computed));
    }

    @Test
    void rowsWithoutTimesFollowOneAnotherByThePeriod() throws IOException {
        Schedule schedule = new Schedule(read("force,type\n1,L\n2,M\n3,L\n", null), press, 4);
        assertEquals(250, schedule.periodMillis());
        assertEquals(3, schedule.decisions());
        assertEquals(500, schedule.lengthMillis());
        assertEquals(0, schedule.indexOf(5_000_000, 5_000_000));
        assertEquals(2, schedule.indexOf(5_500_000, 5_000_000));
        assertTrue(schedule.indexOf(4_900_000, 5_000_000) < 0);
        List<String> options = schedule.prepare(folder);
        assertTrue(options.containsAll(List.of("type=type:String", "force=force:Double")), options::toString);
        assertEquals("250", options.get(options.indexOf("--period-ms") + 1));
        assertEquals(
                "\"@time\",\"type\",\"force\"\n\"0.0\",\"L\",\"1\"\n\"0.25\",\"M\",\"2\"\n\"0.5\",\"L\",\"3\"\n",
                Files.readString(folder.resolve("recording.csv")));
        assertMessage("--speed 7", () -> new Schedule(read("force,type\n1,L\n", null), press, 7));
    }

    @Test
    void rowsWithTimesKeepTheirPlaceInTheGridOfPeriods() throws IOException {
        ModelFolder windows = Models.with(
                folder,
                "[-1, 2, 1]",
                "{\"name\": \"force\", \"aggregate\": \"mean\"}",
                "x\n",
                "\"row_period_ms\": 2000,");
        // Samples at 1, 2, 3, ... 9 s: rows at 2, 4, 6, 8 s; the first window of two rows ends at 4 s.
        StringBuilder rows = new StringBuilder("time,force\n");
        for (int s = 1; s < 10; s++) {
            rows.append(1_000_000_000 + s).append(',').append(s).append('\n');
        }
        Recording recording = Recording.read(csv(rows.toString()), windows, null);
        Schedule schedule = new Schedule(recording, windows, 2);
        assertEquals(1_000, schedule.periodMillis());
        assertEquals(3, schedule.decisions());
        assertEquals(0, schedule.indexOf(7_000_000 + 2_000_000, 7_000_000));
        List<String> options = schedule.prepare(folder);
        assertEquals("500", options.get(options.indexOf("--period-ms") + 1));
        assertTrue(options.contains("--replay-skip-empty"));
        assertTrue(Files.readString(folder.resolve("recording.csv"))
                .startsWith("\"@time\",\"force\"\n\"0\",\"\"\n\"0.5\",\"1\"\n"));
        Recording one = Recording.read(csv("time,force\n1,1\n2,2\n"), windows, null);
        assertMessage("make no window of 2 rows", () -> new Schedule(one, windows, 1));
    }

    private static void assertMessage(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
