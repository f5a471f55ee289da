package io.millwright.opcua.acquire;

import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.milo.ChangeReader;
import io.millwright.opcua.milo.SampleTimes;
import io.millwright.opcua.state.ClockOffset;
import io.millwright.opcua.state.Counters;
import io.millwright.opcua.table.Comparison;
import io.millwright.opcua.table.TagRow;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Tag.Kind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.Matrix;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.ULong;

/** Turns values as they come from the server into samples of {@link FanOut}. No allocation for numbers and Booleans. */
final class SampleDecoder {
    /** How far the usual offset of a tag follows one value. */
    private static final long DRIFT_MICROS = 1_000;

    private static final int SEMANTICS_CHANGED = 0x4000;

    /** The bit of overflow, and that one. */
    private static final int TOLD = SEMANTICS_CHANGED | 0x0080;

    private final FanOut fanOut;
    private final Counters counters;
    private final double[] scales;
    private final double[] offsets;
    private final boolean[] plain;
    private final RowPlan plan;

    /** By row: what is special about it; null for nearly all, which are numbers as they come. */
    private final Rules[] rules;

    private final boolean polling;

    /** Rows whose quality may change while nothing comes; and the row of each one's condition, -1 for none. */
    private int[] watched = {};

    private final int[] conditions;

    /** While polling: what was read last. */
    private final DataValue[] last;

    private final boolean serverTime;
    private final long[] lastSource;
    private final long[] usualOffset;
    private int generation;

    /** Of one notification no more are noted than the estimate is made of. */
    private long notedOf;

    private int noted;

    /** What was not told to the counters yet. */
    private long received;

    private long withinDeadband;
    private long repeated;

    /** The newest time of a value since then. */
    private long newestMicros = Long.MIN_VALUE;

    /**
     * What is special about a row.
     *
     * @param part null for a value as it comes
     * @param checks null for none
     */
    private record Rules(ValuePart part, NumberChecks checks) {}

    /**
     * For one acquisition.
     *
     * @param polling whether every deadband is applied here, and not only those that the server refuses
     */
    SampleDecoder(FanOut fanOut, Counters counters, RowPlan plan, boolean serverTime, boolean polling) {
        List<TagRow> rows = plan.rows();
        this.plan = plan;
        this.serverTime = serverTime;
        this.polling = polling;
        rules = new Rules[rows.size()];
        conditions = plan.conditions();
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
        learn();
    }

    /** Takes over what the plan knows of the server; inside a delivery, once values may come. */
    void learn() {
        int[] found = new int[rules.length];
        int count = 0;
        for (int row = 0; row < rules.length; row++) {
            TagRow tag = plan.rows().get(row);
            boolean deadbandHere =
                    tag.deadband() > 0 && (polling || plan.filters().refused(row));
            NumberChecks before = rules[row] == null ? null : rules[row].checks();
            boolean timesTold = polling || !plan.filters().triggers();
            NumberChecks checks = NumberChecks.of(before, tag, plan.server(row), deadbandHere, timesTold);
            ValuePart part = plan.part(row);
            rules[row] = part == null && checks == null ? null : new Rules(part, checks);
            if (tag.plausibility().watched()) {
                found[count++] = row;
            }
        }
        watched = Arrays.copyOf(found, count);
    }

    /** Tells the counters what came since; inside a delivery, at its end. */
    void count() {
        counters.valuesReceived.addAndGet(received);
        counters.valuesWithinDeadband.addAndGet(withinDeadband);
        counters.valuesRepeated.addAndGet(repeated);
        if (newestMicros != Long.MIN_VALUE) {
            long nowMicros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
            counters.age.record(TimeUnit.MICROSECONDS.toNanos(nowMicros - newestMicros));
        }
        received = 0;
        withinDeadband = 0;
        repeated = 0;
        newestMicros = Long.MIN_VALUE;
    }

    /** The server vouches for this time: who was silent for too long gets another quality. Inside a delivery. */
    void progress(long nowMicros) {
        for (int row : watched) {
            NumberChecks checks = rules[row].checks();
            Comparison condition = plan.rows().get(row).plausibility().stuckWhile();
            boolean holds =
                    condition == null || conditions[row] >= 0 && condition.holds(fanOut.number(conditions[row]));
            if (checks.at(nowMicros, holds)) {
                fanOut.requalify(row, checks.status(), nowMicros);
                tell(row, checks);
            }
        }
    }

    private void tell(int row, NumberChecks checks) {
        if (checks.news()) {
            plan.note(row, checks.status(), checks.reason());
        }
    }

    /**
     * Delivers the value that a reader has come to; inside a delivery.
     *
     * @param publishMicros the server's time of the notification
     */
    void deliver(int row, ChangeReader change, long publishMicros) {
        received++;
        int status = change.status();
        if ((status & TOLD) != 0) {
            told(status);
        }
        long time = time(row, change.sourceMicros(), change.serverMicros(), publishMicros);
        Rules special = rules[row];
        if (special != null) {
            special(row, special, change, status, time, publishMicros);
        } else if (StatusCodes.isBad(status)) {
            fanOut.bad(row, status, time);
        } else {
            value(row, change, status, time);
        }
    }

    /** Whether the value that a reader has come to is a Good number that the fan-out gets as it is. */
    boolean asItComes(int row, ChangeReader change) {
        return change.kind() == ChangeReader.Kind.NUMBER && change.status() == 0 && plain[row] && rules[row] == null;
    }

    private void value(int row, ChangeReader change, int status, long time) {
        switch (change.kind()) {
            case NUMBER -> fanOut.sample(row, scaled(row, change.number()), status, time);
            case INTEGER -> {
                if (plain[row]) {
                    fanOut.integer(row, change.integer(), status, time);
                } else {
                    fanOut.sample(row, scaled(row, change.number()), status, time);
                }
            }
            case OBJECT -> value(row, change.object(), status, time);
            case NONE -> fanOut.bad(row, StatusCodes.BAD_NO_DATA, time);
        }
    }

    private void special(int row, Rules special, ChangeReader change, int status, long time, long publishMicros) {
        boolean number = change.kind() == ChangeReader.Kind.NUMBER || change.kind() == ChangeReader.Kind.INTEGER;
        if (special.part() != null || !number || StatusCodes.isBad(status)) {
            special(row, special, change.value(), status, time, publishMicros);
            return;
        }
        NumberChecks checks = special.checks();
        double scaled = scaled(row, change.number());
        if (Double.isNaN(scaled)) {
            checks.bad(StatusCodes.BAD_NO_DATA);
            value(row, change, status, time);
        } else if (checks.withinDeadband(scaled, status, publishMicros)) {
            withinDeadband++;
        } else {
            int judged = checks.judge(scaled, status, time, publishMicros);
            value(row, change, judged, time);
            if (judged != status) {
                tell(row, checks);
            }
        }
    }

    /**
     * Delivers one value that was read; inside a delivery. Left out if it equals the last one in value, status and SourceTimestamp.
     *
     * @param serverMicros the server's time of the read response
     */
    void deliver(int row, DataValue data, long serverMicros) {
        received++;
        if (unchanged(row, data)) {
            repeated++;
            return;
        }
        int status = (int) data.statusCode().value();
        if ((status & TOLD) != 0) {
            told(status);
        }
        long time =
                time(row, SampleTimes.micros(data.sourceTime()), SampleTimes.micros(data.serverTime()), serverMicros);
        Object value = data.value().value();
        Rules special = rules[row];
        if (special != null) {
            special(row, special, value, status, time, serverMicros);
        } else if (StatusCodes.isBad(status)) {
            fanOut.bad(row, status, time);
        } else {
            value(row, value, status, time);
        }
    }

    /** What a server says beside the quality: its queue dropped values, or units and ranges changed (OPC UA Part 8, 5.2). */
    private void told(int status) {
        if (StatusCodes.isOverflow(status)) {
            counters.queueOverflows.incrementAndGet();
        }
        if ((status & SEMANTICS_CHANGED) != 0) {
            plan.known().outdate();
        }
    }

    private void special(int row, Rules special, Object value, int status, long time, long publishMicros) {
        NumberChecks checks = special.checks();
        if (StatusCodes.isBad(status)) {
            if (checks != null) {
                checks.bad(status);
            }
            fanOut.bad(row, status, time);
            return;
        }
        Object part = special.part() == null ? value : special.part().of(value);
        if (checks == null) {
            value(row, part, status, time);
            return;
        }
        double number = number(row, part);
        if (Double.isNaN(number)) {
            checks.bad(StatusCodes.BAD_NO_DATA);
            value(row, part, status, time);
        } else if (checks.withinDeadband(number, status, publishMicros)) {
            withinDeadband++;
        } else {
            int judged = checks.judge(number, status, time, publishMicros);
            value(row, part, judged, time);
            if (judged != status) {
                tell(row, checks);
            }
        }
    }

    /** Returns what a value is after scale and offset; NaN for one that is no number. */
    private double number(int row, Object value) {
        return value instanceof Number number
                ? scaled(row, number.doubleValue())
                : value instanceof Boolean bool ? scaled(row, bool ? 1.0 : 0.0) : Double.NaN;
    }

    private void value(int row, Object value, int status, long time) {
        if (plain[row] && value instanceof Long integer) {
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
        return plain[row] ? raw : raw * scales[row] + offsets[row];
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
        if (BuiltInTypes.isText(value)) {
            String text = BuiltInTypes.text(value);
            if (text == null) {
                fanOut.bad(row, StatusCodes.BAD_NO_DATA, time);
            } else {
                fanOut.object(row, text, Kind.TEXT, status, time);
            }
        } else if (value instanceof ByteString bytes) {
            fanOut.object(row, ByteBuffer.wrap(bytes.bytesOrEmpty()).asReadOnlyBuffer(), Kind.BYTES, status, time);
        } else if (value instanceof DateTime instant) {
            long micros = BuiltInTypes.micros(instant);
            value(row, micros == BuiltInTypes.NO_TIME ? null : (Object) micros, status, time);
        } else if (value instanceof StatusCode code) {
            value(row, code.value(), status, time);
        } else if (value instanceof Variant variant) {
            value(row, variant.value(), status, time);
        } else {
            array(row, value, status, time);
        }
    }

    private void array(int row, Object value, int status, long time) {
        Object elements = value instanceof Matrix matrix ? matrix.getElements() : value;
        Object array =
                plain[row] ? PrimitiveArrays.of(elements) : PrimitiveArrays.scaled(elements, scales[row], offsets[row]);
        if (array == null) {
            plan.note(row, StatusCodes.BAD_TYPE_MISMATCH, unsupported(value));
            fanOut.bad(row, StatusCodes.BAD_TYPE_MISMATCH, time);
        } else {
            fanOut.object(row, array, Kind.ARRAY, status, time);
        }
    }

    private static String unsupported(Object value) {
        if (value instanceof UnsupportedType type) {
            return type.text();
        }
        String name = BuiltInTypes.name(value);
        String remedy = value instanceof ExtensionObject
                ? "; name one of its fields in field"
                : value instanceof Matrix || value.getClass().isArray()
                        ? "; choose one element with indexRange, for example 0"
                        : "; let the PLC put the value into a variable of another type";
        return "unsupported: a value of type " + name + remedy;
    }

    private long time(int row, long source, long server, long publishMicros) {
        long time = chosen(row, source, server, publishMicros);
        newestMicros = Math.max(newestMicros, time);
        return time;
    }

    private long chosen(int row, long source, long server, long publishMicros) {
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
