package io.millwright.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.planning.shop.floor.FloorEvent;
import io.millwright.planning.shop.floor.MachineState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What tags say wakes the planner once; what means nothing is named, and floods are bounded. */
class ShopTagsTest {
    private static final int GOOD = 0;
    private static final int BAD_COMMUNICATION = 0x80310000;
    private static final int SAW_STATE = 0;
    private static final int SAW_DONE = 1;
    private static final int MILL_DONE = 2;

    private final ScheduleSettings settings = ScheduleSettings.of(Map.of(
            "machines.connection", "plc", "machines.tags", "# the hall\nsaw, saw.state, saw.done\nmill,,mill.done\n"));
    private long nanos;
    private int woken;
    private final ShopTags tags = new ShopTags(settings.machines(), settings.codes(), () -> nanos, () -> woken++);

    @Test
    void aNotificationWakesThePlannerOnceAndTheSameValueNever() {
        assertEquals(List.of("saw.state", "saw.done", "mill.done"), tags.names());
        tags.sample(SAW_STATE, 1, GOOD, 10);
        tags.sample(SAW_DONE, 5, GOOD, 10);
        tags.object(MILL_DONE, "A/10", GOOD, 11);
        assertEquals(0, woken);
        tags.progress(12);
        tags.progress(13);
        assertEquals(1, woken);
        assertTrue(tags.told());
        tags.heed();
        assertEquals(
                List.of(
                        FloorEvent.state("saw", 10, MachineState.RUNNING),
                        FloorEvent.count("saw", 10, 5),
                        FloorEvent.done("mill", 11, "A/10")),
                tags.take());
        tags.sample(SAW_STATE, 1, GOOD, 20);
        tags.progress(21);
        assertEquals(1, woken);
        assertFalse(tags.told());
    }

    @Test
    void whatMeansNothingIsNamedAsLongAsItStands() {
        tags.sample(SAW_STATE, Double.NaN, BAD_COMMUNICATION, 10);
        tags.sample(SAW_DONE, -1, GOOD, 10);
        tags.object(MILL_DONE, new int[3], GOOD, 10);
        tags.progress(11);
        assertEquals(0, woken);
        String named = tags.troubles().toString();
        assertTrue(named.contains("Tag saw.state of saw has the status Bad_NoCommunication"), named);
        assertTrue(named.contains("Tag saw.done of saw has the value '-1.0', which is no count"), named);
        tags.sample(SAW_STATE, 99, GOOD, 20);
        assertTrue(tags.troubles().toString().contains("'99.0', which means no state"), "" + tags.troubles());
        tags.sample(SAW_STATE, 0, GOOD, 30);
        tags.sample(SAW_DONE, 1, GOOD, 30);
        tags.object(MILL_DONE, "", GOOD, 30);
        assertEquals(List.of(), tags.troubles());
        assertEquals(1, tags.counters().get("tags.bad"));
        assertEquals(3, tags.counters().get("tags.unknown"));
    }

    @Test
    void tagsWithTheSameTroubleAreNamedInOneSentence() {
        tags.sample(SAW_STATE, Double.NaN, BAD_COMMUNICATION, 10);
        tags.sample(SAW_DONE, Double.NaN, BAD_COMMUNICATION, 10);
        tags.object(MILL_DONE, null, BAD_COMMUNICATION, 10);
        assertEquals(1, tags.troubles().size(), "" + tags.troubles());
        String named = tags.troubles().get(0);
        assertTrue(
                named.startsWith(
                        "Tag saw.state of saw has the status Bad_NoCommunication, and so have 2 more (saw.done of saw, "),
                named);
        tags.sample(SAW_STATE, 0, GOOD, 20);
        assertTrue(tags.troubles().get(0).startsWith("Tag saw.done of saw has"), "" + tags.troubles());
    }

    @Test
    void aMachineThatGoesUpAndDownDoesNotPlanForEver() {
        for (int i = 0; i < 1_000; i++) {
            tags.sample(SAW_STATE, i % 2, GOOD, i);
            tags.progress(i);
            tags.heed();
        }
        assertEquals(10, woken);
        assertEquals(990, tags.counters().get("tags.delayed"));
        nanos = TimeUnit.SECONDS.toNanos(3);
        tags.progress(2_000);
        assertEquals(11, woken);
    }

    @Test
    void ofAFloodTheLastWordOfEveryTagStays() {
        tags.sample(SAW_STATE, 0, GOOD, 1);
        for (int i = 0; i < 10_000; i++) {
            tags.sample(SAW_DONE, i, GOOD, 2 + i);
        }
        List<FloorEvent> all = tags.take();
        assertEquals(4_097, all.size());
        assertTrue(all.contains(FloorEvent.state("saw", 1, MachineState.DOWN)));
        assertEquals(10_001 - 4_096, tags.counters().get("tags.lost"));
    }

    @Test
    void whatWasKnownBeforeARestartIsNoNewsAndAnOverdueRepairIs() {
        tags.known("saw", MachineState.DOWN, 7, null);
        tags.sample(SAW_STATE, 0, GOOD, 1);
        tags.sample(SAW_DONE, 7, GOOD, 1);
        tags.wakeAt(60);
        tags.progress(59_000_000);
        assertEquals(0, woken);
        tags.progress(60_000_000);
        assertEquals(1, woken);
    }

    @Test
    void aTableThatCannotBeIsRefusedByItsLine() {
        refused("saw", "write machine,tag of the state");
        refused("saw,a\nsaw,b", "name each machine once");
        refused("saw,a,a", "a stands twice");
        String said = assertThrows(
                        IllegalArgumentException.class, () -> ScheduleSettings.of(Map.of("machines.connection", "plc")))
                .getMessage();
        assertTrue(said.startsWith("Tags of the machines is empty; "), said);
    }

    private static void refused(String table, String remedy) {
        String said = assertThrows(
                        IllegalArgumentException.class,
                        () -> ScheduleSettings.of(Map.of("machines.connection", "plc", "machines.tags", table)))
                .getMessage();
        assertTrue(said.contains("; ") && said.contains(remedy), said);
    }
}
