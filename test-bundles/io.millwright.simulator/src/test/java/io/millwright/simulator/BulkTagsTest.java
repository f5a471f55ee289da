package io.millwright.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.simulator.PlcClient.Notifications;
import java.util.concurrent.TimeUnit;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The load's schedule is the truth that others count against: no row may be missing, repeated or off the grid. */
class BulkTagsTest {
    private static final long PERIOD_MICROS = 20_000;

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void everyRowArrivesOnTheGridWithItsValue(boolean sampled) throws Exception {
        SimulatorOptions options = new SimulatorOptions().bulk(3, 4, 50).seed(9);
        if (sampled) {
            options.sampled();
        }
        try (Simulator simulator = Simulator.start(options);
                PlcClient client = PlcClient.connect(simulator)) {
            assertEquals(12, simulator.tags().size());
            Notifications seen = client.subscribe(PlcClient.node(simulator, "P1.t2"), sampled ? 5 : 20);
            long first = micros(seen.await(v -> v.statusCode().isGood()));
            long before = first;
            for (int row = 1; row <= 50; row++) {
                DataValue value = seen.next();
                long time = micros(value);
                assertEquals(0, time % PERIOD_MICROS);
                assertEquals(BulkTags.value(9, 6, time), value.value().value());
                // Sampling may miss a row of a loaded server; a bound item never does.
                assertTrue(sampled ? time > before : time == before + PERIOD_MICROS, before + " then " + time);
                before = time;
            }
            awaitRows(simulator, seen, 51);
            assertTrue(simulator.counters().get("bulk_first_micros") <= first);
        }
    }

    /** A row is counted when its last tag is written, which a client of the first tags may overtake. */
    private static void awaitRows(Simulator simulator, Notifications seen, long wanted) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PlcClient.WAIT_SECONDS);
        long rows;
        while ((rows = simulator.counters().get("bulk_rows")) < wanted) {
            assertTrue(System.nanoTime() - end < 0, "rows " + rows);
            seen.next();
        }
    }

    private static long micros(DataValue value) {
        return Times.micros(value.sourceTime().getJavaInstant());
    }
}
