package io.millwright.opcua.acquire;

import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.milo.ChangeReader;
import io.millwright.opcua.milo.SampleTimes;
import io.millwright.opcua.state.ClockOffset;
import io.millwright.opcua.state.Counters;
import io.millwright.opcua.table.TagRow;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Tag.Kind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.Matrix;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.ULong;

/** Turns values as they come from the server into samples of {@link FanOut}. No allocation for numbers and Booleans. */
final class SampleDecoder {
    /** How far the usual offset of a tag follows one value. */
    private static final long DRIFT_MICROS = 1_000;

    private final FanOut fanOut;
    private final Counters counters;
    private final double[] scales;
    private final double[] offsets;
    private final boolean[] plain;

    /** While polling: what was read last. */
    private final DataValue[] last;

    private final boolean serverTime;
    private final long[] lastSource;
    private final long[] usualOffset;
    private int generation;

    /** Of one notification no more are noted than the estimate is made of. */
    private long notedOf;

    private int noted;

    /** For one acquisition. */
    SampleDecoder(FanOut fanOut, Counters counters, List<TagRow> rows, boolean serverTime) {
        this.serverTime = serverTime;
        lastSource = new long[rows.size()];
        usualOffset = new long[rows.size()];
        counters.clock.restart();
        generation = counters.clock.generation();
        this.fanOut = fanOut;
        this.counters = counters;
        scales = rows.stream().mapToDouble(TagRow::scale).toArray();
        last = new DataValue[rows.size()];
        plain = new boolean[rows.size()];
        for (int row = 0; row < plain.length; row++) {
            plain[row] = rows.get(row).scale() == 1.0 && rows.get(row).offset() == 0.0;
        }
        offsets = rows.stream().mapToDouble(TagRow::offset).toArray();
    }

    /**
     * Delivers the value that a reader has come to; inside a delivery.
     *
     * @param publishMicros the server's time of the notification
     */
    void deliver(int row, ChangeReader change, long publishMicros) {
        int status = change.status();
        noteOverflow(status);
        long time = time(row, change.sourceMicros(), change.serverMicros(), publishMicros);
        if (StatusCodes.isBad(status)) {
            fanOut.bad(row, status, time);
            return;
        }
        switch (change.kind()) {
            case NUMBER -> fanOut.sample(row, scaled(row, change.number()), status, time);
            case INTEGER -> {
                if (plain[row]) {
                    fanOut.integer(row, change.integer(), status, time);
                } else {
                    fanOut.sample(row, scaled(row, change.number()), status, time);
                }
            }
            case OBJECT -> object(row, change.object(), status, time);
            case NONE -> fanOut.bad(row, StatusCodes.BAD_NO_DATA, time);
        }
    }

    private void noteOverflow(int status) {
        if (StatusCodes.isOverflow(status)) {
            counters.queueOverflows.incrementAndGet();
        }
    }

    /**
     * Delivers one value that was read; inside a delivery. Left out if it equals the last one in value, status and SourceTimestamp.
     *
     * @param serverMicros the server's time of the read response
     */
    void deliver(int row, DataValue data, long serverMicros) {
        if (unchanged(row, data)) {
            return;
        }
        int status = (int) data.statusCode().value();
        noteOverflow(status);
        long time =
                time(row, SampleTimes.micros(data.sourceTime()), SampleTimes.micros(data.serverTime()), serverMicros);
        Object value = data.value().value();
        if (StatusCodes.isBad(status)) {
            fanOut.bad(row, status, time);
        } else if (plain[row] && value instanceof Long integer) {
            fanOut.integer(row, integer, status, time);
        } else if (plain[row] && value instanceof ULong integer && integer.longValue() >= 0) {
            // From 2^63 on its 64 bits would be a negative number to every listener: it comes below, rounded.
            fanOut.integer(row, integer.longValue(), status, time);
        } else if (value instanceof Number number) {
            fanOut.sample(row, scaled(row, number.doubleValue()), status, time);
        } else if (value instanceof Boolean bool) {
            fanOut.sample(row, scaled(row, bool ? 1.0 : 0.0), status, time);
        } else if (value == null) {
            fanOut.bad(row, StatusCodes.BAD_NO_DATA, time);
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
                fanOut.bad(row, StatusCodes.BAD_TYPE_MISMATCH, time);
            } else {
                fanOut.object(row, array, Kind.ARRAY, status, time);
            }
        }
    }

    private long time(int row, long source, long server, long publishMicros) {
        if (source != Long.MIN_VALUE && server != Long.MIN_VALUE && source != lastSource[row]) {
            clocks(row, source, server, publishMicros);
        }
        if (serverTime) {
            return SampleTimes.near(server, publishMicros) ? server : publishMicros;
        }
        if (SampleTimes.near(source, publishMicros)) {
            return source;
        }
        counters.timestampFallbacks.incrementAndGet();
        return SampleTimes.near(server, publishMicros) ? server : publishMicros;
    }

    /** The first value of a tag may be old; from then on a new source time is the time of a change just seen. */
    private void clocks(int row, long source, long server, long publishMicros) {
        boolean first = lastSource[row] == 0;
        lastSource[row] = source;
        if (first) {
            return;
        }
        if (generation != counters.clock.generation()) {
            generation = counters.clock.generation();
            Arrays.fill(usualOffset, 0);
        }
        long offset = source - server;
        if (usualOffset[row] == 0) {
            usualOffset[row] = offset;
        }
        long delta = offset - usualOffset[row];
        usualOffset[row] += Math.max(-DRIFT_MICROS, Math.min(DRIFT_MICROS, delta / 8));
        if (publishMicros != notedOf) {
            notedOf = publishMicros;
            noted = 0;
        }
        if (noted++ < ClockOffset.NEWEST) {
            counters.clock.note(offset, delta);
        }
    }
}
