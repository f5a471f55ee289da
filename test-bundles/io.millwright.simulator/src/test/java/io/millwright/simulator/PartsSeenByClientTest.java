package io.millwright.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that only sees the tags finds every part with its values, late triggers and a pulled cable or not. */
class PartsSeenByClientTest {

    @ParameterizedTest(name = "trigger delay {0} ms, pauses up to {1} ms, cable pulled {2} times, speed {3}")
    @CsvSource({"0, 0, 0, 1", "35, 60, 0, 2", "120, 0, 2, 1"})
    void everyPartArrivesWithItsValues(int triggerDelay, int pause, int pulls, double speed) throws Exception {
        int cells = 4;
        CellOptions options = new CellOptions(cells)
                .parts(15)
                .triggerDelayMillis(triggerDelay)
                .pauseMillis(0, pause)
                .waiting();
        try (Simulator simulator =
                        Simulator.start(new SimulatorOptions().cells(options).speed(speed));
                PlcClient client = PlcClient.connect(simulator)) {
            List<ReceivedParts> received =
                    IntStream.rangeClosed(1, cells).mapToObj(ReceivedParts::new).toList();
            List<String> tags = new ArrayList<>();
            received.forEach(cell -> tags.addAll(cell.tags()));
            client.subscribe(simulator, tags, 20, (tag, value) -> received.get(tag.charAt("Cell".length()) - '1')
                    .accept(tag, value));
            simulator.startCells();
            for (int i = 0; i < pulls; i++) {
                simulator.pullCable(Duration.ofMillis(300)).get(PlcClient.WAIT_SECONDS, TimeUnit.SECONDS);
            }
            simulator.cellsDone().get(PlcClient.WAIT_SECONDS, TimeUnit.SECONDS);
            for (int i = 0; i < cells; i++) {
                received.get(i).awaitIdleAfter(i * CellPart.NUMBERS_PER_CELL + 15);
            }
            List<CellPart> found =
                    received.stream().flatMap(cell -> cell.parts().stream()).toList();
            assertEquals(simulator.cellParts(), found);
            assertEquals(60, simulator.counters().get("cell_parts"));
            assertEquals(1, simulator.counters().get("sessions"), "the session lived on");
            assertEquals(1, simulator.counters().get("subscriptions"), "the subscription lived on");
            assertEquals(1, simulator.counters().get("starts"));
        }
    }
}
