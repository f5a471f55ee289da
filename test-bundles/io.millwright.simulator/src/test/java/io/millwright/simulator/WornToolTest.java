package io.millwright.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo's alarm comes when it is announced, whatever the seed, and goes again. */
class WornToolTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, 4711})
    void thePartsAreOverstrainedForTheTimeOfTheWornToolOnly(long seed) {
        MillingMachine machine = new MillingMachine(seed);
        machine.wornTool(30, 10);
        List<Part> parts = Stream.generate(machine::next).limit(1_000).toList();
        int wear = 100;
        for (Part part : parts) {
            long phase = Math.floorMod(part.index() - 30, 90L);
            boolean worn = part.index() >= 30 && phase < 10;
            assertEquals(worn ? Set.of(FailureMode.OSF) : Set.of(), part.failures(), part::toString);
            // No jump that would give the end away: the tool wears by its parts until it is replaced.
            boolean replaced = part.index() >= 30 && phase == 10;
            assertTrue(replaced ? part.wearMinutes() == 0 : part.wearMinutes() >= wear, part::toString);
            assertTrue(part.wearMinutes() < 240, part::toString);
            wear = part.wearMinutes();
        }
    }

    @Test
    void itCanBeAskedForWhileTheMachineRuns() {
        MillingMachine machine = new MillingMachine(1);
        for (int part = 0; part < 25; part++) {
            machine.next();
        }
        machine.wornTool(10, 5);
        List<Boolean> failed =
                Stream.generate(machine::next).limit(20).map(Part::failed).toList();
        for (int part = 0; part < failed.size(); part++) {
            assertEquals(part >= 10 && part < 15, failed.get(part), "part " + part);
        }
    }

    @Test
    void secondsAreCountedInParts() {
        // Half a second per part: from part 60 on, for 20 parts.
        MillingCell mill = new MillingCell("Mill1", 1, 250_000, 2, 0).wornTool(30, 10);
        int failure = 6;
        long first = 0;
        long last = 0;
        for (long period = 0; period < 2 * 120; period++) {
            long micros = 1_800_000_000_000_000L + period * 250_000;
            mill.write(micros);
            if (Boolean.TRUE.equals(mill.tags().get(failure).current().value().value())) {
                first = first == 0 ? period : first;
                last = period;
            }
        }
        assertEquals(120, first);
        assertEquals(120 + 40 - 1, last);
    }

    @Test
    void theProgramHasItUnlessItIsOffAndTheLibraryHasNot() throws Exception {
        assertEquals(10, CommandLine.parse().options().wornToolForSeconds);
        assertEquals(5, CommandLine.parse("--worn-tool", "20:5").options().wornToolForSeconds);
        assertEquals(0, CommandLine.parse("--worn-tool", "off").options().wornToolForSeconds);
        assertEquals(0, new SimulatorOptions().wornToolForSeconds);
    }
}
