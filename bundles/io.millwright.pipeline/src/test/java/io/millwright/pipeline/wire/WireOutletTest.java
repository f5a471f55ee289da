package io.millwright.pipeline.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Decision.Role;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Quality;
import io.millwright.decision.Severity;
import io.millwright.decision.Value;
import io.millwright.pipeline.Bound;
import io.millwright.pipeline.decide.ModelIdentity;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.decide.ReadingValue;
import io.millwright.pipeline.state.StateMessage;
import io.millwright.pipeline.state.SupervisedState;
import io.millwright.supervision.State;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.type.TypedValue;
import org.eclipse.kura.wire.WireRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Decisions and states on their way to the wires: what each port emits, and what a slow or broken component behind it does. */
class WireOutletTest {
    private static final int DECISION = 0;
    private static final int READING = 1;
    private static final int ERROR = 2;

    private final Map<Integer, List<WireRecord>> emitted = Map.of(
            DECISION,
            new CopyOnWriteArrayList<>(),
            READING,
            new CopyOnWriteArrayList<>(),
            ERROR,
            new CopyOnWriteArrayList<>());
    private volatile boolean connected = true;
    private volatile CountDownLatch hold = new CountDownLatch(0);
    private volatile RuntimeException failure;
    private final CountDownLatch entered = new CountDownLatch(1);
    private final WireCounters counters = new WireCounters();
    private final State state =
            new SupervisedState("INPUT_BAD", State.Severity.WARNING, 7_000, "tag a is Bad", "repair it");
    private WireOutlet outlet = outlet(false);

    private final class Ports implements WireOutlet.Ports {
        @Override
        public boolean connected(int port) {
            return connected;
        }

        @Override
        public void emit(int port, WireRecord wireRecord) {
            entered.countDown();
            try {
                hold.await(Bound.SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            RuntimeException now = failure;
            if (now != null) {
                failure = null;
                throw now;
            }
            emitted.get(port).add(wireRecord);
        }
    }

    private WireOutlet outlet(boolean everyDecision) {
        WireSettings settings = new WireSettings(1_000, 10_000, "", false, Map.of(), everyDecision, true);
        WireOutlet made = new WireOutlet(
                "inference",
                settings,
                new Ports(),
                counters,
                () -> state,
                () -> Map.of("samples.late", 3L, "bugs", 0L),
                asset -> asset.equals("inference") ? "Mill1" : asset);
        made.start();
        return made;
    }

    @AfterEach
    void close() {
        hold.countDown();
        outlet.close();
    }

    private static PipelineDecision decision(long sequence, Quality quality, boolean changed, Value... values) {
        return decision(sequence, quality, changed, Role.SERVING, values);
    }

    private static PipelineDecision decision(
            long sequence, Quality quality, boolean changed, Role role, Value... values) {
        return new PipelineDecision(
                "inference",
                "inference",
                "",
                new ModelIdentity("wear", "1.2.0", "0".repeat(64), "CPUExecutionProvider"),
                4,
                sequence,
                1_000_000,
                2_500_000,
                role,
                List.of(values),
                quality,
                quality == Quality.GOOD ? "" : "a is held",
                changed,
                changed,
                false,
                0,
                0,
                0,
                false);
    }

    private static ReadingValue life(String label) {
        return new ReadingValue("life", "h", 12.5, label, label, Severity.WARNING, 10, 15, new double[] {1, 2});
    }

    private static Map<String, Object> shown(WireRecord record) {
        Map<String, Object> shown = new TreeMap<>();
        for (Map.Entry<String, TypedValue<?>> entry : record.getProperties().entrySet()) {
            Object value = entry.getValue().getValue();
            shown.put(entry.getKey(), value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value);
        }
        return shown;
    }

    private void await(int port, int count) {
        Bound.await(() -> emitted.get(port).size() == count, () -> emitted.get(port));
    }

    @Test
    void aDecisionKeepsAssetTimesQualityModelAndReadings() {
        FeatureSnapshot inputs = new FeatureSnapshot() {
            @Override
            public List<String> features() {
                return List.of("force", "speed");
            }

            @Override
            public int rows() {
                return 2;
            }

            @Override
            public double value(int row, int column) {
                return column == 1 ? Double.NaN : row;
            }
        };
        ReadingValue ours = new ReadingValue("quality", Double.NaN, "", "", Severity.OK);
        assertTrue(outlet.offer(decision(9, Quality.UNCERTAIN, true, life("soon"), ours), inputs));
        await(READING, 1);
        Map<String, Object> expected = new TreeMap<>();
        expected.put("assetName", "Mill1");
        expected.put("assetTimestamp", 2_500L);
        expected.put("windowStart", 1_000L);
        expected.put("windowEnd", 2_500L);
        expected.put("pipeline", "inference");
        expected.put("model", "wear");
        expected.put("modelVersion", "1.2.0");
        expected.put("provider", "CPUExecutionProvider");
        expected.put("run", 4L);
        expected.put("sequence", 9L);
        expected.put("decision", "soon");
        expected.put("severity", "WARNING");
        expected.put("changed", true);
        expected.put("quality", "UNCERTAIN");
        expected.put("reason", "a is held");
        expected.put("life", 12.5);
        expected.put("life_label", "soon");
        expected.put("life_severity", "WARNING");
        expected.put("life_unit", "h");
        expected.put("life_lower", 10.0);
        expected.put("life_upper", 15.0);
        expected.put(
                "life_steps",
                ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putDouble(1)
                        .putDouble(2)
                        .flip());
        expected.put("input_force", 1.0);
        assertEquals(expected, shown(emitted.get(READING).get(0)));
        assertEquals(expected, shown(emitted.get(DECISION).get(0)));
    }

    @Test
    void portReadingEmitsEveryRunAndPortDecisionWhatChanges() {
        outlet.offer(decision(1, Quality.GOOD, false, life("soon")));
        outlet.offer(decision(2, Quality.GOOD, false, life("soon")));
        outlet.offer(decision(3, Quality.GOOD, true, life("now")));
        outlet.offer(decision(4, Quality.GOOD, false, life("now")));
        outlet.offer(decision(5, Quality.BAD, false));
        await(READING, 5);
        assertEquals(
                List.of(1L, 3L, 5L),
                emitted.get(DECISION).stream()
                        .map(one -> one.getProperties().get("sequence").getValue())
                        .toList());
        assertEquals("unknown", shown(emitted.get(DECISION).get(2)).get("decision"));
    }

    @Test
    void portDecisionEmitsEveryOneWhereTheFormSaysSo() {
        outlet.close();
        outlet = outlet(true);
        outlet.offer(decision(1, Quality.GOOD, false, life("soon")));
        outlet.offer(decision(2, Quality.GOOD, false, life("soon")));
        await(DECISION, 2);
    }

    @Test
    void aStateIsToldWithItsRemedyAndTheCountersThatAreNotZero() {
        outlet.offer(new StateMessage(
                "inference", "inference", "INPUT_BAD", "tag a is Bad; repair it", State.Severity.WARNING, 7_000));
        await(ERROR, 1);
        assertEquals(
                Map.of(
                        "assetName", "Mill1",
                        "assetTimestamp", 7L,
                        "pipeline", "inference",
                        "state", "INPUT_BAD",
                        "severity", "WARNING",
                        "text", "tag a is Bad; repair it",
                        "remedy", "repair it",
                        "samples.late", 3L),
                shown(emitted.get(ERROR).get(0)));
    }

    @Test
    void nothingFollowsFromAShadowsDecision() {
        assertTrue(outlet.offer(decision(1, Quality.GOOD, true, Role.SHADOW, life("now"))));
        outlet.offer(decision(2, Quality.GOOD, true, life("soon")));
        await(READING, 1);
        assertEquals(2L, shown(emitted.get(READING).get(0)).get("sequence"));
    }

    @Test
    void whereNoWireLeadsNothingIsTaken() {
        connected = false;
        assertFalse(outlet.present());
        assertFalse(outlet.offer(decision(1, Quality.GOOD, true, life("soon"))));
    }

    @Test
    void aComponentThatFailsCostsOneRecord() {
        failure = new IllegalStateException("a bug behind the wire");
        outlet.offer(decision(1, Quality.GOOD, false, life("soon")));
        outlet.offer(decision(2, Quality.GOOD, false, life("soon")));
        await(READING, 1);
        assertEquals(1, counters.emitFailed.get());
    }

    /** The lane offers; what lies behind a wire may write a database. */
    @Test
    void aSlowComponentDelaysNobodyAndCostsTheOldestWhichAreCounted() throws Exception {
        hold = new CountDownLatch(1);
        outlet.offer(decision(0, Quality.GOOD, true, life("soon")));
        assertTrue(entered.await(Bound.SECONDS, TimeUnit.SECONDS));
        for (int i = 1; i <= WireOutlet.CAPACITY + 5; i++) {
            assertTrue(outlet.offer(decision(i, Quality.GOOD, false, life("soon"))));
        }
        assertEquals(5, counters.emitDropped.get());
        hold.countDown();
        await(READING, 1 + WireOutlet.CAPACITY);
        assertEquals(6L, shown(emitted.get(READING).get(1)).get("sequence"));
    }

    /** A thread that is interrupted in the gateway's database closes it for all. */
    @Test
    void aComponentThatDoesNotReturnDelaysNoStopAndIsNotInterrupted() throws Exception {
        hold = new CountDownLatch(1);
        outlet.offer(decision(0, Quality.GOOD, true, life("soon")));
        outlet.offer(decision(1, Quality.GOOD, true, life("soon")));
        assertTrue(entered.await(Bound.SECONDS, TimeUnit.SECONDS));
        outlet.close();
        assertEquals(List.of(), emitted.get(READING), "it waited until the component returned");
        assertEquals(1, counters.emitDropped.get());
        assertFalse(outlet.offer(decision(2, Quality.GOOD, true, life("soon"))));
        hold.countDown();
        await(READING, 1);
        assertEquals(0, counters.emitFailed.get());
    }
}
