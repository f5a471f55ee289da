package io.millwright.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.junit.jupiter.api.Test;

/** Machines that work, finish steps, break down and are repaired, as their tags tell it. */
class HallCellTest {
    private static final long SECOND = 1_000_000L;
    private static final long START = 1_790_000_000L * SECOND;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final HallCell hall = new HallCell(1, 5, told::add);

    private Object value(String tag) {
        return hall.tags().stream()
                .filter(each -> each.name().equals("Hall1." + tag))
                .findFirst()
                .orElseThrow()
                .current()
                .value()
                .value();
    }

    private long done(String machine) {
        return ((UInteger) value(machine + ".done")).longValue();
    }

    @Test
    void aStepIsCountedOnceWhenItsTimeIsOver() {
        hall.write(START);
        long before = done("M2");
        hall.work("Hall1.M2", 30, START);
        assertEquals(HallCell.RUNNING, value("M2.state"));
        hall.write(START + 29 * SECOND);
        assertEquals(before, done("M2"));
        hall.write(START + 30 * SECOND);
        hall.write(START + 90 * SECOND);
        assertEquals(before + 1, done("M2"));
        assertEquals(HallCell.IDLE, value("M2.state"));
        assertEquals(HallCell.IDLE, value("M1.state"));
        assertEquals(List.of("HALL Hall1.M2 working", "HALL Hall1.M2 done " + (before + 1)), told);
    }

    @Test
    void aBreakdownShowsAtOnceAndTheStepInWorkIsLost() {
        hall.write(START);
        long before = done("M3");
        hall.work("Hall1.M3", 30, START);
        hall.down("Hall1.M3", 600, START + 10 * SECOND);
        assertEquals(HallCell.DOWN, value("M3.state"));
        hall.write(START + 609 * SECOND);
        assertEquals(HallCell.DOWN, value("M3.state"));
        hall.write(START + 610 * SECOND);
        assertEquals(HallCell.IDLE, value("M3.state"));
        assertEquals(before, done("M3"));
        assertEquals(
                List.of(
                        "HALL Hall1.M3 working",
                        "HALL Hall1.M3 down " + (START + 10 * SECOND),
                        "HALL Hall1.M3 repaired"),
                told);
    }

    @Test
    void onlyAnIdleMachineTakesAStepAndRefusalsChangeNothing() {
        hall.work("Hall1.M1", 30, START);
        hall.down("Hall1.M4", 30, START);
        assertThrows(IllegalArgumentException.class, () -> hall.work("Hall1.M1", 30, START));
        assertThrows(IllegalArgumentException.class, () -> hall.work("Hall1.M4", 30, START));
        assertThrows(IllegalArgumentException.class, () -> hall.work("Hall1.M5", 0, START));
        assertThrows(IllegalArgumentException.class, () -> hall.down("Hall1.M5", 604_801, START));
        hall.write(START);
        assertEquals(HallCell.RUNNING, value("M1.state"));
        assertEquals(HallCell.DOWN, value("M4.state"));
        assertEquals(HallCell.IDLE, value("M5.state"));
    }

    @Test
    void everyHallHasItsMachinesAndUnknownOnesAreRefused() throws IOException {
        SimulatorOptions options =
                CommandLine.parse("--halls", "2").options().stepped().events(told::add);
        try (Simulator plc = Simulator.start(options)) {
            assertEquals(2 * 2 * HallCell.MACHINES, plc.tags().size());
            assertTrue(plc.tags().containsAll(Set.of("Hall1.M1.state", "Hall2.M6.done")), plc.tags()::toString);
            plc.hallDown("Hall2.M6", 60);
            assertTrue(told.stream().anyMatch(line -> line.startsWith("HALL Hall2.M6 down ")), told::toString);
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> plc.hallWork("Hall2.M7", 60));
            assertTrue(refused.getMessage().contains("Hall1.M1"), refused.getMessage());
        }
    }
}
