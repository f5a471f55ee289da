package io.millwright.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.simulator.PlcClient.Notifications;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each fault as a client sees it, on a PLC that only the test writes. */
class FaultsSeenByClientTest {
    private static final String TAG = "Press.force";
    private static final long TIME_MICROS = 1_800_000_000_000_000L;

    private static Simulator simulator;
    private static PlcClient client;

    private Notifications seen;
    private long time = TIME_MICROS;

    @BeforeAll
    static void start() throws Exception {
        simulator = Simulator.start(
                new SimulatorOptions().tag(TAG, TagType.DOUBLE).machines(1).stepped());
        client = PlcClient.connect(simulator);
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        simulator.close();
    }

    @BeforeEach
    void subscribe() throws Exception {
        write(0);
        seen = client.subscribe(PlcClient.node(simulator, TAG), 0);
        assertEquals(0.0, seen.next().value().value());
    }

    @AfterEach
    void clear() {
        simulator.clearFaults();
    }

    private void write(double value) {
        time += 1_000_000;
        simulator.write(TAG, value, StatusCodes.Good, time);
    }

    private static double number(DataValue value) {
        return (Double) value.value().value();
    }

    @Test
    void writesArriveEachWithItsSourceTime() throws Exception {
        for (int i = 1; i <= 20; i++) {
            write(i);
        }
        for (int i = 1; i <= 20; i++) {
            DataValue value = seen.next();
            assertEquals(i, number(value));
            assertEquals(
                    TIME_MICROS / 1_000 + (i + 1) * 1_000L, value.sourceTime().getJavaTime());
        }
    }

    @Test
    void badHasItsStatusAndNoValueAndEndsWithTheLastWrite() throws Exception {
        simulator.fault("bad:" + TAG + ":0:Bad_NoCommunication");
        DataValue bad = seen.await(v -> v.statusCode().isBad());
        assertEquals(StatusCodes.Bad_NoCommunication, bad.statusCode().value());
        assertTrue(bad.value().isNull());
        write(5);
        simulator.clearFaults();
        assertEquals(5, number(seen.await(v -> v.statusCode().isGood())));
    }

    @Test
    void uncertainKeepsTheValue() throws Exception {
        CompletableFuture<Void> over = simulator.fault("uncertain:" + TAG + ":0.2");
        DataValue uncertain = seen.await(v -> v.statusCode().isUncertain());
        assertEquals(0, number(uncertain));
        over.get(PlcClient.WAIT_SECONDS, TimeUnit.SECONDS);
        assertEquals(0, number(seen.await(v -> v.statusCode().isGood())));
    }

    @Test
    void aStuckSensorShowsTheOldValueAsGoodAndThenTheTrueOne() throws Exception {
        simulator.fault("stuck:" + TAG + ":0");
        awaitBegun();
        write(7);
        DataValue read = client.read(PlcClient.node(simulator, TAG));
        assertEquals(0, number(read));
        assertTrue(read.statusCode().isGood());
        simulator.clearFaults();
        assertEquals(7, number(seen.next()), "nothing between the frozen and the true value");
    }

    @Test
    void aGapWithholdsWritesAndCountsThem() throws Exception {
        long before = simulator.counters().get("withheld");
        simulator.fault("gap:" + TAG + ":0");
        awaitBegun();
        write(1);
        write(2);
        write(3);
        assertEquals(3, simulator.counters().get("withheld") - before);
        simulator.clearFaults();
        assertEquals(3, number(seen.next()), "the withheld writes never come");
    }

    @Test
    void sourceTimestampsGoMissingOrAreSkewed() throws Exception {
        simulator.fault("no-timestamp:" + TAG + ":0");
        awaitBegun();
        write(1);
        DataValue untimed = seen.await(v -> number(v) == 1);
        assertTrue(untimed.sourceTime() == null || untimed.sourceTime().isNull(), untimed::toString);
        assertTrue(untimed.serverTime().isValid());
        simulator.clearFaults();

        simulator.fault("skew:" + TAG + ":0:-120000");
        awaitBegun();
        write(2);
        DataValue late = seen.await(v -> number(v) == 2);
        assertEquals(time / 1_000 - 120_000, late.sourceTime().getJavaTime());
    }

    @Test
    void aFrozenServerAnswersNothingUntilItThaws() throws Exception {
        simulator.fault("freeze:0.5").get(PlcClient.WAIT_SECONDS, TimeUnit.SECONDS);
        assertEquals(0, number(client.read(PlcClient.node(simulator, TAG))));

        CompletableFuture<Void> thawed = simulator.fault("freeze:60");
        awaitBegun();
        CompletableFuture<?> read =
                client.client.readValuesAsync(0, TimestampsToReturn.Both, List.of(PlcClient.node(simulator, TAG)));
        // Only that nothing comes for a while can be seen of a freeze; a server that answers would need milliseconds.
        assertThrows(TimeoutException.class, () -> read.get(300, TimeUnit.MILLISECONDS));
        assertFalse(thawed.isDone());
        simulator.clearFaults();
        read.get(PlcClient.WAIT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void aForcedFailureShowsInSensorsAndGroundTruth() throws Exception {
        simulator.fault("failure:OSF:2:1").get(PlcClient.WAIT_SECONDS, TimeUnit.SECONDS);
        simulator.step(time);
        assertEquals(true, read("Mill1.machine_failure"));
        assertEquals("OSF", read("Mill1.failure_mode"));
        int strain = (int) read("Mill1.tool_wear") * (int) Math.round((double) read("Mill1.torque"));
        assertTrue(strain > 13_000, "strain " + strain);
    }

    private static Object read(String tag) throws Exception {
        return client.read(PlcClient.node(simulator, tag)).value().value();
    }

    @Test
    void aFaultOfNothingIsAnError() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> simulator.fault("bad:Nowhere*"))
                .getMessage()
                .contains("matches none of the"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> simulator.fault("failure:OSF:1:9"))
                .getMessage()
                .contains("there are 1 machines"));
        assertThrows(IllegalArgumentException.class, () -> simulator.write("Nowhere", 1));
        assertThrows(IllegalArgumentException.class, () -> simulator.write(TAG, "text"));
    }

    /** Faults begin on the control thread, in order: when this one is over, the one before has begun. */
    private static void awaitBegun() throws Exception {
        simulator.fault("no-timestamp:Mill1.running:0").get(PlcClient.WAIT_SECONDS, TimeUnit.SECONDS);
    }
}
