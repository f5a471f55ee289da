package io.millwright.opcua.acquire;

import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.milo.SampleTimes;
import io.millwright.opcua.milo.Status;
import io.millwright.opcua.state.Counters;
import io.millwright.opcua.table.TagRow;
import io.millwright.tag.Tag.Kind;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
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

    /** While polling: what was read last. */
    private final DataValue[] last;

    SampleDecoder(FanOut fanOut, Counters counters, List<TagRow> rows) {
        this.fanOut = fanOut;
        this.counters = counters;
        scales = rows.stream().mapToDouble(TagRow::scale).toArray();
        last = new DataValue[rows.size()];
        offsets = rows.stream().mapToDouble(TagRow::offset).toArray();
    }

    /**
     * Delivers one value; inside a delivery.
     *
     * @param publishMicros the server's time of the notification or read response
     * @param changesOnly whether a value is left out that equals the last one in value, status and SourceTimestamp (polling)
     */
    void deliver(int row, DataValue data, long publishMicros, boolean changesOnly) {
        if (changesOnly && unchanged(row, data)) {
            return;
        }
        int status = (int) data.statusCode().value();
        if (Status.overflow(status)) {
            counters.queueOverflows.incrementAndGet();
        }
        long time = time(data, publishMicros);
        Object value = data.value().value();
        if (Status.bad(status)) {
            fanOut.bad(row, status, time);
        } else if (value instanceof Number number) {
            fanOut.sample(row, scaled(row, number.doubleValue()), status, time);
        } else if (value instanceof Boolean bool) {
            fanOut.sample(row, scaled(row, bool ? 1.0 : 0.0), status, time);
        } else if (value == null) {
            fanOut.bad(row, Status.NO_DATA, time);
        } else {
            object(row, value, status, time);
        }
    }

    private double scaled(int row, double raw) {
        return raw * scales[row] + offsets[row];
    }

    private boolean unchanged(int row, DataValue data) {
        DataValue before = last[row];
        last[row] = data;
        return before != null
                && before.statusCode().value() == data.statusCode().value()
                && Objects.equals(before.sourceTime(), data.sourceTime())
                && Objects.deepEquals(before.value().value(), data.value().value());
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
        return SampleTimes.near(server, publishMicros) ? server : publishMicros;
    }
}
