package io.millwright.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.junit.jupiter.api.Test;

/** Loads at full size, so that a rate that is said to be possible is; nothing may be missing, however busy the machine is. */
class LoadTest {

    /** Counts values per tag whose source times follow each other by exactly the period. */
    private static final class Rows {
        private final long periodMicros;
        private final int wanted;
        private final CountDownLatch full;
        private final Map<String, long[]> byTag = new HashMap<>();
        private String gap;

        Rows(int tags, int wanted, long periodMicros) {
            this.wanted = wanted;
            this.periodMicros = periodMicros;
            full = new CountDownLatch(tags);
        }

        synchronized void accept(String tag, DataValue value) {
            if (!value.statusCode().isGood()) {
                return;
            }
            long time = Times.micros(value.sourceTime().getJavaInstant());
            long[] seen = byTag.computeIfAbsent(tag, t -> new long[] {time - periodMicros, 0});
            if (time - seen[0] != periodMicros) {
                gap = tag + ": " + seen[0] + " then " + time;
            }
            seen[0] = time;
            if (++seen[1] == wanted) {
                full.countDown();
            }
        }

        void await() throws InterruptedException {
            assertTrue(full.await(2 * PlcClient.WAIT_SECONDS, TimeUnit.SECONDS), full.getCount() + " tags miss values");
            synchronized (this) {
                assertEquals(null, gap);
            }
        }
    }

    @Test
    void aHundredThousandChangesPerSecondArriveWithoutAGap() throws Exception {
        try (Simulator simulator = Simulator.start(new SimulatorOptions().bulk(50, 125, 16));
                PlcClient client = PlcClient.connect(simulator)) {
            Rows rows = new Rows(6_250, 32, 62_500);
            client.subscribe(simulator, List.copyOf(simulator.tags()), 100, rows::accept);
            rows.await();
        }
    }

    @Test
    void aThousandMachinesAreWrittenTwiceASecond() throws Exception {
        try (Simulator simulator =
                        Simulator.start(new SimulatorOptions().machines(1_000).periodMillis(500));
                PlcClient client = PlcClient.connect(simulator)) {
            // part_count changes with every part, the sensors may keep their value.
            List<String> counts = new ArrayList<>();
            for (int i = 1; i <= 1_000; i++) {
                counts.add("Mill" + i + ".part_count");
            }
            Rows rows = new Rows(1_000, 5, 500_000);
            client.subscribe(simulator, counts, 100, rows::accept);
            rows.await();
        }
    }
}
