package io.millwright.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.csv.CsvTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ReplayTest {
    private static final long PERIOD_MICROS = 500_000;

    private static Replay replay(String csv, String timeColumn, boolean once, String... mapping) {
        return new Replay(CsvTable.parse(csv), Replay.mapping(List.of(mapping)), timeColumn, PERIOD_MICROS, once);
    }

    /** The values that the first tag shows after each of so many periods. */
    private static List<Object> play(Replay replay, int periods) {
        List<Object> shown = new ArrayList<>();
        for (int i = 0; i < periods; i++) {
            replay.write(i * PERIOD_MICROS);
            shown.add(replay.tags().get(0).current().value().value());
        }
        return shown;
    }

    @Test
    void rowsFollowOneAnotherAndBeginAgain() {
        assertEquals(List.of(1.0, 2.0, 1.0, 2.0), play(replay("a\n1\n2\n", "", false), 4));
    }

    @Test
    void aReplayThatRunsOnceKeepsItsLastRow() {
        Replay replay = replay("a\n1\n2\n", "", true);
        assertFalse(replay.finished());
        assertEquals(Arrays.asList(1.0, 2.0, 2.0), play(replay, 3));
        assertTrue(replay.finished());
    }

    @Test
    void aTimeColumnSpacesTheRows() {
        // At 0, 1 and 1.5 s with a period of 0.5 s; the second row is due after two periods.
        String seconds = "t,a\n10,1\n11,2\n11.5,3\n";
        assertEquals(List.of(1.0, 2.0, 3.0, 1.0), play(replay("a\n1\n2\n3\n", "", false), 4));
        assertEquals(List.of(1.0, 1.0, 2.0, 3.0, 1.0), play(replay(seconds, "t", false), 5));
        String iso = "t,a\n2026-01-01T00:00:00Z,1\n2026-01-01 00:00:01,2\n2026-01-01T00:00:01.5+00:00,3\n";
        assertEquals(List.of(1.0, 1.0, 2.0, 3.0), play(replay(iso, "t", false), 4));
    }

    @Test
    void typesComeFromTheColumnOrTheMapping() {
        Replay replay = replay("a,b,c,d\n1,x,true,5\n2,7,false,6\n", "", false, "d=Pump.count:Int32");
        assertEquals(
                List.of(TagType.DOUBLE, TagType.STRING, TagType.BOOLEAN, TagType.INT32),
                replay.tags().stream().map(Tag::type).toList());
        assertEquals("Pump.count", replay.tags().get(3).name());
        replay.write(0);
        assertEquals(5, replay.tags().get(3).current().value().value());
    }

    @Test
    void anEmptyFieldIsABadValueAndNotTheOldOne() {
        Replay replay = replay("a,b\n1,1\n,2\n", "", false);
        replay.write(0);
        replay.write(PERIOD_MICROS);
        DataValue shown = replay.tags().get(0).current();
        assertEquals(Statuses.NO_DATA, shown.statusCode());
        assertTrue(shown.value().isNull());
    }

    @Test
    void errorsNameTheColumnTheRowAndTheRemedy() {
        assertMessage("Column \"x\" is not in the file; it has a", () -> replay("a\n1\n", "", false, "x=y"));
        assertMessage("Row 2, column \"a\": \"u\" is not a Int32", () -> replay("a\n1\nu\n", "", false, "a=a:Int32"));
        assertMessage("Row 2: the time goes back", () -> replay("t,a\n5,1\n4,2\n", "t", false));
        assertMessage("Row 2: \"soon\" is no time", () -> replay("t,a\n5,1\nsoon,2\n", "t", false));
        assertMessage("write column=tag", () -> replay("a\n1\n", "", false, "a"));
    }

    @Test
    void anEmptyFieldMayBeNoNewValue() {
        Replay replay = replay("a,b\n1,1\n,2\n", "", false).skippingEmpty();
        replay.write(0);
        replay.write(PERIOD_MICROS);
        assertEquals(1.0, replay.tags().get(0).current().value().value());
        assertEquals(2.0, replay.tags().get(1).current().value().value());
    }

    @Test
    void aReplayThatWaitsBeginsAtAMultipleOnceItIsAskedTo() {
        List<String> events = new ArrayList<>();
        Replay replay = replay("a\n1\n2\n", "", true).waiting(2 * PERIOD_MICROS, events::add);
        play(replay, 3);
        assertEquals(List.of(), events);
        replay.start();
        replay.write(3 * PERIOD_MICROS);
        assertEquals(Statuses.WAITING, replay.tags().get(0).current().statusCode());
        replay.write(4 * PERIOD_MICROS);
        assertEquals(1.0, replay.tags().get(0).current().value().value());
        replay.write(5 * PERIOD_MICROS);
        replay.write(6 * PERIOD_MICROS);
        assertEquals(2.0, replay.tags().get(0).current().value().value());
        assertEquals(List.of("REPLAY begins " + 4 * PERIOD_MICROS, "REPLAY ends"), events);
    }

    @Test
    void mappingLinesNameColumnAndTag() {
        assertEquals(Map.of("a", "b"), Replay.mapping(List.of("a=b")));
    }

    private static void assertMessage(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
