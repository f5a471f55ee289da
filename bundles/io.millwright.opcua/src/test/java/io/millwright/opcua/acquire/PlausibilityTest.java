package io.millwright.opcua.acquire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.Recorder;
import io.millwright.opcua.Recorder.Call;
import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.milo.ChangeReader;
import io.millwright.opcua.milo.EncodedChanges;
import io.millwright.opcua.state.Counters;
import io.millwright.opcua.table.TagTable;
import io.millwright.opcua.table.TagTableParser;
import io.millwright.tag.Interest;
import java.time.Instant;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the gateway itself finds wrong with a tag's numbers is a quality, with its reason in the tag's state. */
class PlausibilityTest {
    private static final Instant START = Instant.parse("2026-05-01T12:00:00Z");
    private static final int EXCEEDED_LOW = 0x40940500;
    private static final int EXCEEDED_HIGH = 0x40940600;
    private static final int NOT_ACCURATE = 0x40930400;
    private static final int NOT_ACCURATE_HIGH = 0x40930600;
    private static final int STANDS = 0x40930700;
    private static final int LAST_USABLE = 0x40900400;

    private final FanOut fanOut = new FanOut("plc", new Counters(), Runnable::run);
    private final Recorder recorder = new Recorder();
    private RowPlan plan;
    private final ChangeReader reader = new ChangeReader(EncodedChanges.CONTEXT);
    private SampleDecoder decoder;

    @BeforeEach
    void open() {
        open("range,staleMs,stuckMs,stuckWhile,maxRate,spike", ",0..100,5000,10000,on,20,");
    }

    private void open(String columns, String row) {
        TagTable table = TagTableParser.parse("name,nodeId," + columns + "\na,ns=2;s=A" + row + "\non,ns=2;s=On");
        assertEquals(List.of(), table.errors());
        fanOut.table(List.of());
        fanOut.table(table.rows());
        fanOut.acquiring(true);
        fanOut.subscribe(Interest.in(List.of("a", "on")), recorder);
        plan = new RowPlan(table.rows());
        decoder = new SampleDecoder(fanOut, new Counters(), plan, false, false);
    }

    private static long micros(double second) {
        return START.getEpochSecond() * 1_000_000 + Math.round(second * 1e6);
    }

    private void deliver(int row, double second, Object value, long status) {
        DateTime time = new DateTime(START.plusMillis(Math.round(second * 1000)));
        fanOut.begin(micros(second));
        DataValue data = new DataValue(new Variant(value), new StatusCode(status), time, time);
        reader.open(EncodedChanges.of(List.of(data), micros(second)));
        assertTrue(reader.next());
        decoder.deliver(row, reader, micros(second));
        decoder.progress(micros(second));
        fanOut.end(micros(second));
    }

    private int status(double second, double value) {
        deliver(0, second, value, 0);
        return last().status();
    }

    private void progress(double second) {
        fanOut.begin(micros(second));
        decoder.progress(micros(second));
        fanOut.end(micros(second));
    }

    private Call last() {
        return recorder.calls().stream()
                .filter(call -> call.method().equals("sample") && call.tag() == 0)
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    @Test
    void outsideOfTheRangeIsUncertainAndSaysTheSideAndTheRemedy() {
        assertEquals(0, status(0, 50));
        assertEquals(0, status(5, 100));
        assertEquals(EXCEEDED_HIGH, status(6, 101));
        assertEquals(101, last().value());
        assertTrue(
                plan.reason(0, EXCEEDED_HIGH).startsWith("outside the range 0.0 to 100.0; if such values are right"));
        assertEquals(EXCEEDED_LOW, status(20, -1));
        assertEquals(0, status(25, 0));
        assertNull(plan.reason(0, 0));
    }

    @Test
    void whatTheServerSaysIsNotImproved() {
        deliver(0, 0, 200.0, 0x40950000L);
        assertEquals(0x40950000, last().status());
        deliver(0, 1, 200.0, StatusCodes.Bad_SensorFailure);
        assertEquals((int) StatusCodes.Bad_SensorFailure, last().status());
        progress(60);
        assertEquals((int) StatusCodes.Bad_SensorFailure, last().status());
        deliver(0, 61, 200.0, 0x00000480L);
        assertEquals(EXCEEDED_HIGH | 0x80, last().status());
    }

    @Test
    void aFasterChangeThanAllowedIsUncertainOnce() {
        assertEquals(0, status(0, 10));
        assertEquals(0, status(1, 30));
        assertEquals(NOT_ACCURATE, status(2, 51));
        assertTrue(plan.reason(0, NOT_ACCURATE).contains("more than 20.0 per second (maxRate)"));
        assertEquals(0, status(3, 51));
        assertEquals(0, status(3, 60));
    }

    @Test
    void aTagThatIsNotUpdatedIsStaleUntilItIs() {
        assertEquals(0, status(0, 10));
        progress(5);
        assertEquals(0, last().status());
        int from = recorder.size();
        progress(5.1);
        assertEquals(LAST_USABLE, last().status());
        assertEquals(10, last().value());
        assertEquals(micros(5.1), last().timeMicros());
        assertTrue(plan.reason(0, LAST_USABLE).contains("no new value for more than 5000 ms (staleMs)"));
        progress(6);
        assertEquals(
                1,
                recorder.calls().subList(from, recorder.size()).stream()
                        .filter(call -> call.method().equals("sample"))
                        .count());
        assertEquals(0, status(7, 10));
    }

    @Test
    void aTagIsStuckOnlyWhileTheMachineRuns() {
        deliver(1, 0, false, 0);
        for (int second = 0; second <= 30; second += 2) {
            assertEquals(0, status(second, 10));
        }
        deliver(1, 31, true, 0);
        for (int second = 32; second <= 40; second += 2) {
            assertEquals(0, status(second, 10), "" + second);
        }
        assertEquals(STANDS, status(42, 10));
        assertTrue(plan.reason(0, STANDS).contains("more than 10000 ms while on (stuckMs)"));
        deliver(1, 43, false, 0);
        assertEquals(0, last().status());
        deliver(1, 44, true, 0);
        assertEquals(0, status(46, 10.5));
    }

    @Test
    void aSpikeIsUncertainAndItsNeighboursAreNot() {
        open("spike,range", ",5,none");
        double[] values = {10, 10.1, 9.9, 10, 10.2, 50, 10, 9.9};
        for (int i = 0; i < values.length; i++) {
            assertEquals(values[i] == 50 ? NOT_ACCURATE_HIGH : 0, status(i, values[i]), "" + values[i]);
        }
        assertTrue(plan.reason(0, NOT_ACCURATE_HIGH).contains("a spike, against the last 5 values"));
    }

    /** An exact integer stays one when time changes its quality. */
    @Test
    void anExactIntegerKeepsItsDigits() {
        open("staleMs", ",1000");
        deliver(0, 0, 9_007_199_254_740_992L, 0);
        progress(2);
        assertEquals(LAST_USABLE, last().status());
        assertEquals(9_007_199_254_740_992.0, last().value());
    }
}
