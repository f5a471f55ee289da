package io.millwright.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.simulator.weld.WeldConstants;
import io.millwright.simulator.weld.WeldTruth;
import io.millwright.simulator.weld.WeldVariable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One weld is one part; what the cell keeps of it is what its tags showed. */
class WeldCellTest {
    private static final long BEGIN_MICROS = 1_800_000_000_000_000L;
    private static final int CURRENT = 2;

    private final List<String> events = new ArrayList<>();
    private final WeldCell cell =
            new WeldCell(1, 5, new WeldOptions(1).cycleMillis(100).pauseMillis(500), events::add);

    private Object value(int tag) {
        return cell.tags().get(tag).current().value().value();
    }

    private void run(long from, long cycles, Runnable afterEach) {
        for (long c = from; c < from + cycles; c++) {
            cell.write(BEGIN_MICROS + c * 100_000);
            afterEach.run();
        }
    }

    @Test
    void aWeldIsActiveFromItsFirstSampleToItsEnd() {
        List<Double> currents = new ArrayList<>();
        run(0, 2_000, () -> {
            boolean active = (Boolean) value(0);
            assertEquals(active, (Double) value(CURRENT) > 50);
            if (active && "W1-00001".equals(value(1))) {
                currents.add((Double) value(CURRENT));
            }
        });
        WeldRecord first = cell.welds().get(0);
        assertEquals("W1-00001", first.part());
        assertEquals(currents.size() * 100_000L, first.endMicros() - first.startMicros());
        double mean =
                currents.stream().mapToDouble(Double::doubleValue).average().getAsDouble();
        assertEquals(first.settings().get(0), mean, 3);
        assertTrue(cell.count() >= cell.welds().size() && cell.count() >= 14, "welds " + cell.count());
        assertTrue(events.get(0).startsWith("WELD 1 W1-00001 "), events.get(0));
        for (WeldRecord weld : cell.welds()) {
            double[] settings =
                    weld.settings().stream().mapToDouble(Double::doubleValue).toArray();
            double clean = new WeldTruth(WeldConstants.shipped()).good(settings, -3);
            assertTrue(weld.goodProbability() <= clean + 1e-9, weld::line);
        }
    }

    @Test
    void theOperatorTakesOtherSettingsOverWithTheNextWeld() {
        run(0, 2_000, () -> {});
        long before = cell.count();
        cell.settings("gas_flow=16.5 travel_speed=7");
        run(2_000, 2_000, () -> {});
        WeldRecord last = cell.welds().get((int) before + 2);
        double gas = last.settings().get(WeldVariable.GAS_FLOW.ordinal());
        assertEquals(
                16.5,
                gas,
                0.05 * WeldConstants.shipped().range(WeldVariable.GAS_FLOW).width());
    }

    @Test
    void settingsOutsideTheProcedureAreRefused() {
        for (String text : List.of("current=301", "thickness=8", "current", "speed=3", "current=NaN")) {
            String message = assertThrows(IllegalArgumentException.class, () -> cell.settings(text))
                    .getMessage();
            assertTrue(message.startsWith(text.substring(0, 5)), message);
        }
    }
}
