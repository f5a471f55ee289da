package io.millwright.opcua;

import io.millwright.tag.Tag.Kind;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.Matrix;

/** Turns a DataValue into a sample of {@link FanOut}. No allocation for numbers and Booleans. */
final class SampleDecoder {
    private final FanOut fanOut;
    private final Counters counters;
    private final double[] scales;
    private final double[] offsets;

    SampleDecoder(FanOut fanOut, Counters counters, List<TagRow> rows) {
        this.fanOut = fanOut;
        this.counters = counters;
        scales = rows.stream().mapToDouble(TagRow::scale).toArray();
        offsets = rows.stream().mapToDouble(TagRow::offset).toArray();
    }

    /**
     * Delivers one value; inside a delivery.
     *
     * @param publishMicros the server's time of the notification or read response
     * @param changesOnly whether a number that equals the last one is left out (polling)
     */
    void deliver(int row, DataValue data, long publishMicros, boolean changesOnly) {
        int status = (int) data.statusCode().value();
        if (Status.overflow(status)) {
            counters.queueOverflows.incrementAndGet();
        }
        long time = time(data, publishMicros);
        Object value = data.value().value();
        if (Status.bad(status)) {
            fanOut.bad(row, status, time);
        } else if (value instanceof Number number) {
            number(row, number.doubleValue(), status, time, changesOnly);
        } else if (value instanceof Boolean bool) {
            number(row, bool ? 1.0 : 0.0, status, time, changesOnly);
        } else if (value == null) {
            fanOut.bad(row, Status.NO_DATA, time);
        } else {
            object(row, value, status, time);
        }
    }

    private void number(int row, double raw, int status, long time, boolean changesOnly) {
        double value = raw * scales[row] + offsets[row];
        if (!changesOnly || !fanOut.unchanged(row, value, status, time)) {
            fanOut.sample(row, value, status, time);
        }
    }

    private void object(int row, Object value, int status, long time) {
        if (value instanceof String text) {
            fanOut.object(row, text, Kind.TEXT, status, time);
        } else if (value instanceof LocalizedText text && text.text() != null) {
            fanOut.object(row, text.text(), Kind.TEXT, status, time);
        } else if (value instanceof ByteString bytes) {
            fanOut.object(row, ByteBuffer.wrap(bytes.bytesOrEmpty()).asReadOnlyBuffer(), Kind.BYTES, status, time);
        } else {
            Object array = PrimitiveArrays.of(value instanceof Matrix matrix ? matrix.getElements() : value);
            if (array == null) {
                fanOut.bad(row, Status.TYPE_MISMATCH, time);
            } else {
                fanOut.object(row, array, Kind.ARRAY, status, time);
            }
        }
    }

    private long time(DataValue data, long publishMicros) {
        long source = SampleTimes.micros(data.sourceTime());
        if (SampleTimes.near(source, publishMicros)) {
            return source;
        }
        counters.timestampFallbacks.incrementAndGet();
        long server = SampleTimes.micros(data.serverTime());
        return SampleTimes.near(server, publishMicros) ? server : SampleTimes.now();
    }
}
