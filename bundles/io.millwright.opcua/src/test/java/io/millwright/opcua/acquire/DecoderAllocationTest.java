package io.millwright.opcua.acquire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.milo.ChangeReader;
import io.millwright.opcua.milo.EncodedChanges;
import io.millwright.opcua.milo.ValueChanges;
import io.millwright.opcua.state.Counters;
import io.millwright.opcua.table.TagTable;
import io.millwright.opcua.table.TagTableParser;
import io.millwright.tag.Interest;
import io.millwright.tag.TagListener;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.junit.jupiter.api.Test;

/** The route of a number from the DataValue to a listener allocates nothing, also where the gateway checks it. */
class DecoderAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 20_000;
    private static final long PUBLISHED = Instant.parse("2026-05-01T12:00:00Z").getEpochSecond() * 1_000_000;

    /** Counts what arrives. */
    private static final class Count implements TagListener {
        private long samples;

        @Override
        public void sample(int tag, double value, int status, long timeMicros) {
            samples++;
        }

        @Override
        public void integer(int tag, long value, int status, long timeMicros) {
            samples++;
        }

        @Override
        public void progress(long timeMicros) {}
    }

    private static DataValue value(Object value, int millis) {
        DateTime time = new DateTime(Instant.ofEpochMilli(PUBLISHED / 1_000 + millis));
        return new DataValue(new Variant(value), StatusCode.GOOD, time, time);
    }

    @Test
    void numbersFromTheMessageToTheListenerAllocateNothing() {
        TagTable table = TagTableParser.parse("name,nodeId,scale,range,staleMs,stuckMs,stuckWhile,maxRate,spike\n"
                + "double,ns=2;s=A\ninteger,ns=2;s=B\nlong,ns=2;s=C\nboolean,ns=2;s=D\nscaled,ns=2;s=E,2\n"
                + "checked,ns=2;s=F,,-1..1000,5000,5000,boolean,1000,7\n");
        assertEquals(List.of(), table.errors());
        Counters counters = new Counters();
        FanOut fanOut = new FanOut("plc", counters, Runnable::run);
        fanOut.table(table.rows());
        fanOut.acquiring(true);
        Count count = new Count();
        fanOut.subscribe(Interest.in(List.of("double", "integer", "long", "boolean", "scaled", "checked")), count);
        ChangeReader reader = new ChangeReader(EncodedChanges.CONTEXT);
        SampleDecoder decoder = new SampleDecoder(fanOut, counters, new RowPlan(table.rows()), false, false);
        ValueChanges[] notifications = new ValueChanges[8];
        for (int i = 0; i < notifications.length; i++) {
            notifications[i] = EncodedChanges.of(
                    List.of(
                            value(1.5 + i, i),
                            value(i, i),
                            value((long) i, i),
                            value(i % 2 == 0, i),
                            value(2.5f + i, i),
                            value(i % 3 + 0.5, i)),
                    PUBLISHED);
        }
        SilentItems silent = new SilentItems(null, table.rows(), fanOut);
        deliver(fanOut, decoder, silent, reader, notifications);
        long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        long samples = count.samples;
        deliver(fanOut, decoder, silent, reader, notifications);
        long allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertEquals(6L * ROUNDS, count.samples - samples);
        assertTrue(allocated < ROUNDS, () -> allocated + " bytes for " + 6L * ROUNDS + " samples");
    }

    private static void deliver(
            FanOut fanOut,
            SampleDecoder decoder,
            SilentItems silent,
            ChangeReader reader,
            ValueChanges[] notifications) {
        for (int round = 0; round < ROUNDS; round++) {
            long publish = PUBLISHED + round;
            fanOut.begin(publish);
            reader.open(notifications[round % notifications.length]);
            while (reader.next()) {
                silent.heard(reader.handle(), reader, decoder.asItComes(reader.handle(), reader));
                decoder.deliver(reader.handle(), reader, publish);
            }
            decoder.progress(publish);
            fanOut.end(publish);
        }
    }
}
