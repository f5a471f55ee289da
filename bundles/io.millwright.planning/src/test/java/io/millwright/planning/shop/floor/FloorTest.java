package io.millwright.planning.shop.floor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.planning.shop.Released;
import io.millwright.planning.shop.Released.Key;
import io.millwright.planning.shop.Released.Slot;
import io.millwright.planning.shop.Shop;
import io.millwright.planning.shop.Shop.Closing;
import io.millwright.planning.shop.Shop.Placement;
import io.millwright.planning.shop.ShopInputs;
import io.millwright.planning.shop.floor.Floor.Equipped;
import io.millwright.planning.shop.floor.Floor.Heard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What machines tell is what is planned around; what cannot be is named and changes nothing. */
class FloorTest {
    private static final long NOW = 1_800_000_000L;
    private static final long REPAIR = 600;
    private static final ShopInputs GIVEN = ShopInputs.NONE.with(
            ShopInputs.JOBS,
            "job,step,after,machine,duration_s\nA,10,,saw,60\nA,20,10,mill,120\nB,10,,saw,60\nB,20,10,mill,120\n");

    private final List<FloorEvent> events = new ArrayList<>();
    private Floor floor = floor();
    private Released plan = plan();

    @Test
    void whatSaysOnlyHowItIsBreaksDownAndBeginsNothing() {
        floor = new Floor(List.of(new Equipped("saw", true, false)), REPAIR);
        state("saw", 0, MachineState.RUNNING);
        assertEquals(new Heard(false, false), hear(1));
        assertEquals(List.of(), fixed(1));
        state("saw", 2, MachineState.DOWN);
        assertEquals(new Heard(true, false), hear(2));
    }

    private static Floor floor() {
        return new Floor(List.of(new Equipped("saw", true, true), new Equipped("mill", true, true)), REPAIR);
    }

    private static Released plan() {
        Map<Key, Slot> slots = new LinkedHashMap<>();
        slots.put(new Key("A", "10"), new Slot("saw", NOW, NOW + 60));
        slots.put(new Key("A", "20"), new Slot("mill", NOW + 60, NOW + 180));
        slots.put(new Key("B", "10"), new Slot("saw", NOW + 60, NOW + 120));
        slots.put(new Key("B", "20"), new Slot("mill", NOW + 180, NOW + 300));
        return new Released(slots);
    }

    private void state(String machine, long second, MachineState state) {
        events.add(FloorEvent.state(machine, (NOW + second) * 1_000_000, state));
    }

    private void count(String machine, long second, long count) {
        events.add(FloorEvent.count(machine, (NOW + second) * 1_000_000, count));
    }

    private void done(String machine, long second, String step) {
        events.add(FloorEvent.done(machine, (NOW + second) * 1_000_000, step));
    }

    private Heard hear(long second) {
        Heard heard = floor.hear(events, GIVEN.shop(NOW + second), plan);
        events.clear();
        return heard;
    }

    private List<Placement> fixed(long second) {
        return floor.with(GIVEN, NOW + second).shop(NOW + second).fixed();
    }

    private long counted(String name) {
        return floor.counters().get(name);
    }

    @Test
    void whatRunsWorksOnTheNextStepOfThePlanUntilItsCounterMoves() {
        count("saw", 0, 41);
        state("saw", 5, MachineState.RUNNING);
        assertEquals(new Heard(false, false), hear(10));
        assertEquals(List.of(new Placement(0, 0, 0, NOW + 5, NOW + 65)), fixed(10));

        count("saw", 50, 42);
        state("saw", 50, MachineState.IDLE);
        assertEquals(new Heard(false, true), hear(51));
        assertEquals(List.of(new Placement(0, 0, 0, NOW + 5, NOW + 50)), fixed(51));
        assertEquals(List.of(), floor.takeImpossible());
    }

    @Test
    void whatGoesOnRunningHasBegunTheNextUnlessItThenStands() {
        count("saw", 0, 0);
        state("saw", 0, MachineState.RUNNING);
        hear(1);
        count("saw", 55, 1);
        hear(56);
        assertEquals(
                List.of(new Placement(0, 0, 0, NOW, NOW + 55), new Placement(1, 0, 0, NOW + 55, NOW + 115)), fixed(56));
        state("saw", 57, MachineState.IDLE);
        hear(58);
        assertEquals(List.of(new Placement(0, 0, 0, NOW, NOW + 55)), fixed(58));
    }

    @Test
    void aMachineThatIsDownIsClosedForTheExpectedRepairAndAsLongAgainUntilItWorks() {
        state("saw", 0, MachineState.RUNNING);
        hear(1);
        state("saw", 20, MachineState.DOWN);
        assertEquals(new Heard(true, false), hear(20));
        assertEquals(List.of(new Closing(NOW + 20, NOW + 20 + REPAIR)), closings(20));
        assertEquals(List.of(), fixed(20), "the step is done again from the start");
        assertEquals(1, counted("floor.interrupted"));
        assertEquals(NOW + 20 + REPAIR, floor.expectedSeconds(NOW + 20));
        assertEquals(List.of(new Closing(NOW + 20, NOW + 20 + 2 * REPAIR)), closings(20 + REPAIR));

        state("saw", 900, MachineState.RUNNING);
        assertEquals(new Heard(true, false), hear(900));
        assertEquals(List.of(), closings(900));
        assertEquals(Shop.NEVER, floor.expectedSeconds(NOW + 900));
        assertEquals(List.of(new Placement(0, 0, 0, NOW + 900, NOW + 960)), fixed(900));
    }

    private List<Closing> closings(long second) {
        return floor.with(GIVEN, NOW + second)
                .shop(NOW + second)
                .machines()
                .get(0)
                .closings();
    }

    @Test
    void whatNeverStartedIsNotDone() {
        count("saw", 0, 7);
        state("saw", 0, MachineState.IDLE);
        hear(1);
        count("saw", 10, 8);
        assertEquals(new Heard(false, false), hear(11));
        count("mill", 0, 0);
        hear(12);
        state("mill", 13, MachineState.RUNNING);
        count("mill", 20, 1);
        assertEquals(new Heard(false, false), hear(21), "the mill's step waits for the saw");
        assertEquals(2, counted("floor.impossible"));
        String named = floor.takeImpossible().toString();
        assertTrue(named.contains("saw counts a step done, but it was IDLE and none had begun"), named);
        assertTrue(named.contains("mill counts a step done, but the plan in force has none there"), named);
        assertEquals(List.of(), floor.takeImpossible());
        assertEquals(List.of(), fixed(21));
    }

    @Test
    void aCounterThatFallsOrLeapsBeginsAnew() {
        count("saw", 0, 7);
        state("saw", 0, MachineState.RUNNING);
        hear(1);
        count("saw", 10, 0);
        count("saw", 11, 5_000);
        assertEquals(new Heard(false, false), hear(12));
        assertEquals(2, counted("floor.resets"));
        assertTrue(floor.takeImpossible().toString().contains("from 0 to 5000"));
        count("saw", 30, 5_001);
        assertEquals(new Heard(false, true), hear(31));
    }

    @Test
    void aTextNamesTheStepThatIsDoneWhateverThePlanSays() {
        done("saw", 0, "old/9");
        state("saw", 0, MachineState.RUNNING);
        hear(1);
        done("saw", 40, "B/10");
        assertEquals(new Heard(false, true), hear(41));
        assertEquals(
                List.of(new Placement(0, 0, 0, NOW + 40, NOW + 100), new Placement(1, 0, 0, NOW, NOW + 40)), fixed(41));
        done("saw", 42, "C/10");
        done("saw", 43, "B/10");
        done("saw", 44, "A/20");
        done("mill", 44, "");
        done("mill", 45, "A/20");
        hear(46);
        String named = floor.takeImpossible().toString();
        assertEquals(4, counted("floor.impossible"), named);
        assertTrue(named.contains("saw says that C/10 is done, which is no job/step"), named);
        assertTrue(named.contains("B/10 is done, but it was done already"), named);
        assertTrue(named.contains("saw says that A/20 is done, but this machine cannot do it"), named);
        assertTrue(named.contains("mill says that A/20 is done, but the step before it is not done"), named);
    }

    @Test
    void afterARestartItIsAsItWas() {
        count("saw", 0, 3);
        state("saw", 0, MachineState.RUNNING);
        state("mill", 0, MachineState.DOWN);
        hear(1);
        count("saw", 50, 4);
        hear(51);
        String kept = FloorText.of(floor);
        List<Placement> before = fixed(52);
        floor = floor();
        FloorText.read(kept, floor);
        hear(52);
        assertEquals(kept, FloorText.of(floor));
        assertEquals(before, fixed(52));
        state("mill", 60, MachineState.DOWN);
        count("saw", 60, 4);
        assertEquals(new Heard(false, false), hear(61), "that nothing has changed is no news");
        count("saw", 110, 5);
        assertEquals(new Heard(false, true), hear(111), "what was done meanwhile is");
        assertThrows(IllegalArgumentException.class, () -> FloorText.read("{}", floor()));
    }

    @Test
    void whatTheJobsNameNoMoreIsForgottenAndWithoutAPlanNothingIsConcluded() {
        count("saw", 0, 0);
        state("saw", 0, MachineState.RUNNING);
        plan = null;
        hear(1);
        count("saw", 10, 1);
        assertEquals(new Heard(false, false), hear(11));
        assertEquals(1, counted("floor.impossible"));
        plan = plan();
        hear(12);
        assertFalse(fixed(12).isEmpty());
        ShopInputs others = ShopInputs.NONE.with(ShopInputs.JOBS, "job,step,after,machine,duration_s\nZ,10,,saw,60\n");
        floor.hear(List.of(), others.shop(NOW + 13), plan);
        assertFalse(FloorText.of(floor).contains("\"A\""));
    }

    @Test
    void aClockThatIsAheadMovesNothingIntoTheFuture() {
        state("saw", 5_000, MachineState.RUNNING);
        hear(10);
        assertEquals(NOW + 10, fixed(10).get(0).startSeconds());
    }

    @Test
    void aValueMeansOneStateOnly() {
        Map<MachineState, String> labels =
                Map.of(MachineState.RUNNING, "Running", MachineState.IDLE, "Idle", MachineState.DOWN, "Down");
        StateCodes codes = StateCodes.of(
                Map.of(MachineState.RUNNING, "1, AUTO", MachineState.IDLE, "", MachineState.DOWN, "false,7"), labels);
        assertEquals(MachineState.RUNNING, codes.of(1.0));
        assertEquals(MachineState.RUNNING, codes.of(" auto "));
        assertEquals(MachineState.DOWN, codes.of(0.0));
        assertEquals(null, codes.of(0.5));
        assertEquals(null, codes.of("9"));
        String said = assertThrows(
                        IllegalArgumentException.class,
                        () -> StateCodes.of(
                                Map.of(MachineState.RUNNING, "1", MachineState.IDLE, "", MachineState.DOWN, "true"),
                                labels))
                .getMessage();
        assertTrue(said.contains("'1'") && said.contains("write each value once"), said);
    }
}
