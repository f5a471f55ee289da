package io.millwright.opcua;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;

/** Writes a variable ten times per second until it is closed, as a PLC that works does. */
final class Writing {
    private static final long PERIOD_MILLIS = 100;

    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
    private long written;

    /** Starts to write what {@code values} makes of the number of the write. */
    Writing(PlcServer plc, String variable, LongFunction<DataValue> values) {
        writer.scheduleAtFixedRate(
                () -> plc.write(variable, values.apply(written++)), 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Ends it; nothing is written afterwards. */
    void close() throws InterruptedException {
        writer.shutdownNow();
        writer.awaitTermination(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
    }
}
