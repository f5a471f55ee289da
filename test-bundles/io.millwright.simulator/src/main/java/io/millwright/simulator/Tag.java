package io.millwright.simulator;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.milo.opcua.sdk.server.items.DataItem;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;

/**
 * One PLC value. It outlives the server: a restarted server shows the same tags. Writes come from the clock or from a
 * test, reads and monitored items from the server's threads; all of it is thread safe.
 *
 * <p>A write hands the value to the monitored items that are bound here at once, rather than every item being sampled
 * again and again: the server's load follows the changes, not the number of items times the sampling rate.
 */
final class Tag {
    /** What a client sees before the first write (OPC UA Part 8, Bad_WaitingForInitialData). */
    private static final DataValue UNWRITTEN = new DataValue(Variant.NULL_VALUE, Statuses.WAITING, null);

    private static final long TICKS_1601_TO_1970 = 116_444_736_000_000_000L;

    private final String name;
    private final TagType type;
    private final Unit unit;
    private final double low;
    private final double high;
    private final List<DataItem> items = new CopyOnWriteArrayList<>();
    private final List<TagFault> faults = new CopyOnWriteArrayList<>();

    private long periodMicros;
    private Object trueValue;
    private StatusCode trueStatus = Statuses.WAITING;
    private long withheld;
    private volatile DataValue current = UNWRITTEN;

    Tag(String name, TagType type) {
        this(name, type, null, Double.NaN, Double.NaN);
    }

    Tag(String name, TagType type, Unit unit, double low, double high) {
        this.name = name;
        this.type = type;
        this.unit = unit;
        this.low = low;
        this.high = high;
    }

    String name() {
        return name;
    }

    TagType type() {
        return type;
    }

    /** Null for a tag without an engineering unit. */
    Unit unit() {
        return unit;
    }

    double low() {
        return low;
    }

    double high() {
        return high;
    }

    /** The time between two writes, in microseconds; 0 when writes come at any time. */
    long periodMicros() {
        return periodMicros;
    }

    Tag every(long micros) {
        periodMicros = micros;
        return this;
    }

    DataValue current() {
        return current;
    }

    /** Writes that a gap kept from the clients. */
    synchronized long withheld() {
        return withheld;
    }

    synchronized void write(Object value, StatusCode status, long sourceTimeMicros) {
        trueValue = value;
        trueStatus = status;
        show(sourceTimeMicros, true);
    }

    synchronized void begin(TagFault fault, long nowMicros) {
        faults.add(fault.on(trueValue));
        show(nowMicros, false);
    }

    /** Ends a fault; what the PLC last wrote is shown again. */
    synchronized void end(TagFault fault, long nowMicros) {
        if (faults.removeIf(f -> f.isThe(fault))) {
            show(nowMicros, false);
        }
    }

    private void show(long sourceTimeMicros, boolean written) {
        Object value = trueValue;
        StatusCode status = trueStatus;
        boolean timed = true;
        long micros = sourceTimeMicros;
        for (TagFault fault : faults) {
            switch (fault.kind()) {
                case GAP -> {
                    withheld += written ? 1 : 0;
                    return;
                }
                case BAD -> {
                    value = null;
                    status = fault.status();
                }
                case UNCERTAIN -> status = fault.status();
                case STUCK -> value = fault.frozen();
                case NO_TIMESTAMP -> timed = false;
                case SKEW -> micros += fault.skewMicros();
            }
        }
        DateTime sourceTime = timed ? new DateTime(TICKS_1601_TO_1970 + micros * 10) : null;
        DataValue shown = new DataValue(
                value == null ? Variant.NULL_VALUE : new Variant(value),
                status,
                sourceTime,
                null,
                DateTime.now(),
                null);
        current = shown;
        for (DataItem item : items) {
            if (item.isSamplingEnabled()) {
                item.setValue(shown);
            }
        }
    }

    /** From now on this item gets every write; the value of the moment goes first (OPC UA Part 4, 5.12.1). */
    synchronized void bind(DataItem item) {
        items.add(item);
        refresh(item);
    }

    synchronized void refresh(DataItem item) {
        if (item.isSamplingEnabled()) {
            item.setValue(current);
        }
    }

    synchronized boolean unbind(DataItem item) {
        return items.remove(item);
    }

    synchronized void unbindAll() {
        items.clear();
    }
}
