package io.millwright.opcua.fanout;

import io.millwright.opcua.milo.Status;
import io.millwright.opcua.table.TagRow;
import io.millwright.tag.Tag;
import io.millwright.tag.Tag.Kind;
import java.util.Arrays;

/** The last known value of every row, in arrays. Not thread-safe: guarded by the delivery of {@link FanOut}. */
final class TagValues {
    private final double[] numbers;
    private final Object[] objects;
    private final int[] status;
    private final long[] times;
    private final long[] least;
    private final Kind[] kinds;
    private final String[] units;
    private final int[] sampling;

    TagValues(int rows) {
        numbers = new double[rows];
        objects = new Object[rows];
        status = new int[rows];
        times = new long[rows];
        least = new long[rows];
        kinds = new Kind[rows];
        units = new String[rows];
        sampling = new int[rows];
    }

    void initial(int row, TagRow tag, boolean connected) {
        numbers[row] = Double.NaN;
        status[row] = connected ? Status.WAITING_FOR_INITIAL_DATA : Status.NO_COMMUNICATION;
        kinds[row] = Kind.UNKNOWN;
        units[row] = tag.unit();
        sampling[row] = Math.max(0, tag.samplingMillis());
    }

    void copy(int row, TagValues from, int old) {
        numbers[row] = from.numbers[old];
        objects[row] = from.objects[old];
        status[row] = from.status[old];
        times[row] = from.times[old];
        least[row] = from.least[old];
        kinds[row] = from.kinds[old];
        units[row] = from.units[old];
        sampling[row] = from.sampling[old];
    }

    void waiting(int row) {
        status[row] = Status.WAITING_FOR_INITIAL_DATA;
    }

    void number(int row, double value, int newStatus, long time) {
        numbers[row] = value;
        objects[row] = null;
        status[row] = newStatus;
        times[row] = time;
    }

    void object(int row, Object value, int newStatus, long time) {
        numbers[row] = Double.NaN;
        objects[row] = value;
        status[row] = newStatus;
        times[row] = time;
    }

    /** Returns the least time that a sample of the row may have now. */
    long least(int row) {
        return least[row];
    }

    /**
     * A status that is not the server's was handed out with this time. What the server sends next is newer, whatever its time
     * says: a value may have been written long before the status was made up.
     */
    void madeUp(int row, long time) {
        least[row] = Math.max(least[row], time + 1);
    }

    /** The server's clock was set back: what was handed out before says nothing now. */
    void forgetMadeUp() {
        Arrays.fill(least, 0);
    }

    int status(int row) {
        return status[row];
    }

    Kind kind(int row) {
        return kinds[row];
    }

    void kind(int row, Kind kind) {
        kinds[row] = kind;
    }

    int samplingMillis(int row) {
        return sampling[row];
    }

    /** Returns whether something changed. */
    boolean describe(int row, String unit, int samplingMillis) {
        if (units[row].equals(unit) && sampling[row] == samplingMillis) {
            return false;
        }
        units[row] = unit;
        sampling[row] = samplingMillis;
        return true;
    }

    Tag tag(int row, TagRow tag) {
        return new ConfiguredTag(tag.name(), units[row], kinds[row], sampling[row]);
    }

    /** Hands the last value to one subscriber; a row that never had one hands out its status with {@code now}. */
    void replay(int row, Subscriber subscriber, int i, long now) {
        long time = times[row];
        if (time == 0) {
            time = now;
            madeUp(row, now);
        }
        if (kinds[row] == Kind.NUMBER || kinds[row] == Kind.UNKNOWN) {
            subscriber.sample(i, Status.bad(status[row]) ? Double.NaN : numbers[row], status[row], time);
        } else {
            subscriber.object(i, Status.bad(status[row]) ? null : objects[row], status[row], time);
        }
    }
}
