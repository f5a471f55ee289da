package io.millwright.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cell keeps of its parts is what it wrote, because checks of aggregates count on it. */
class PartCellTest {
    private static final long BEGIN_MICROS = 1_800_000_000_000_000L;
    private static final long CYCLE_MICROS = 10_000;

    private static Object value(PartCell cell, int tag) {
        return cell.tags().get(tag).current().value().value();
    }

    private static long micros(PartCell cell, int tag) {
        DataValue value = cell.tags().get(tag).current();
        return Times.micros(value.sourceTime().getJavaInstant());
    }

    private static void run(PartCell cell, long cycles, Consumer<Long> afterEach) {
        for (long c = 0; c < cycles; c++) {
            long time = BEGIN_MICROS + c * CYCLE_MICROS;
            cell.write(time);
            afterEach.accept(time);
        }
    }

    @Test
    void partsFollowEachOtherWithoutAPauseAndTheirValuesAreTheirOwn() {
        PartCell cell = new PartCell(2, 7, new CellOptions(2));
        run(cell, 100_000, time -> {
            assertEquals(time == BEGIN_MICROS ? false : true, time == BEGIN_MICROS ? false : value(cell, 0));
            long number = (Long) value(cell, 1);
            assertEquals(CellPart.currentFloor(number), Math.floor((Double) value(cell, 4)));
            assertEquals(CellPart.voltageFloor(number), Math.floor((Double) value(cell, 5)));
            assertEquals(CellPart.temperatureFloor(number), Math.floor((Double) value(cell, 6)));
        });
        List<CellPart> parts = cell.parts();
        assertEquals(parts.size(), cell.count());
        assertTrue(parts.size() > 4_000, "parts " + parts.size());
        long end = BEGIN_MICROS;
        long number = 1_000_001;
        for (CellPart part : parts) {
            assertEquals(end, part.startMicros());
            assertEquals(number, part.number());
            end = part.endMicros();
            long cycles = (end - part.startMicros()) / CYCLE_MICROS;
            assertTrue(cycles >= 4 && cycles <= 40, part::toString);
            for (CellPart.Values values : List.of(part.current(), part.voltage(), part.temperature())) {
                assertEquals(cycles, values.count());
                assertTrue(values.min() <= values.sum() / cycles && values.max() >= values.sum() / cycles);
            }
            assertTrue(part.current().min() >= CellPart.currentFloor(number));
            assertTrue(part.current().max() < CellPart.currentFloor(number) + 1);
            number++;
        }
        assertEquals("P-1000001", parts.get(0).text());
        assertEquals(1, parts.get(0).counter());
    }

    @Test
    void pausesAreIdleAndSomePartsHaveNone() {
        PartCell cell = new PartCell(1, 7, new CellOptions(1).pauseMillis(0, 50));
        run(cell, 20_000, time -> {
            boolean active = (Boolean) value(cell, 0);
            assertEquals(!active, (Double) value(cell, 4) == CellPart.IDLE_VALUE);
        });
        List<CellPart> parts = cell.parts();
        int without = 0;
        for (int i = 1; i < parts.size(); i++) {
            long pause = parts.get(i).startMicros() - parts.get(i - 1).endMicros();
            assertTrue(pause >= 0 && pause <= 50_000, "pause " + pause);
            without += pause == 0 ? 1 : 0;
        }
        assertTrue(without > 0 && without < parts.size() / 2, without + " of " + parts.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 30, 35, 500})
    void theTriggerIsWrittenLaterWithTheSourceTimeOfTheBegin(int delayMillis) {
        PartCell cell = new PartCell(1, 7, new CellOptions(1).triggerDelayMillis(delayMillis));
        long delayCycles = (delayMillis + 9) / 10;
        run(cell, 5_000, time -> {
            long told = (Long) value(cell, 1);
            List<CellPart> parts = cell.parts();
            if (told > 0 && told <= parts.size()) {
                assertEquals(parts.get((int) told - 1).startMicros(), micros(cell, 1));
            }
            long due = time - delayCycles * CYCLE_MICROS;
            long begun = parts.stream().filter(p -> p.startMicros() <= due).count();
            // The part of the moment is not in the list yet.
            assertTrue(told == begun || told == begun + 1, told + " told, " + begun + " begun");
            assertEquals(time, micros(cell, 4));
        });
    }

    @Test
    void aCellWaitsMakesItsPartsAndStaysIdle() {
        PartCell cell = new PartCell(
                1,
                7,
                new CellOptions(1).waiting().parts(3).firstCounter(0xFFFF_FFFEL).kept(2));
        run(cell, 100, time -> assertEquals(false, value(cell, 0)));
        cell.start();
        assertFalse(cell.done().isDone());
        run(cell, 1_000, time -> {});
        assertTrue(cell.done().isDone());
        assertEquals(false, value(cell, 0));
        assertEquals(3L, value(cell, 1));
        assertEquals("P-000003", value(cell, 2));
        assertEquals(3, cell.count());
        assertEquals(1, cell.forgotten());
        assertEquals(
                List.of(0xFFFF_FFFFL, 0L),
                cell.parts().stream().map(CellPart::counter).toList());
    }

    @Test
    void sameSeedSameParts() {
        List<CellPart> first = parts(3);
        assertEquals(first, parts(3));
        assertFalse(first.equals(parts(4)));
    }

    private static List<CellPart> parts(long seed) {
        PartCell cell = new PartCell(1, seed, new CellOptions(1));
        run(cell, 1_000, time -> {});
        return cell.parts();
    }
}
