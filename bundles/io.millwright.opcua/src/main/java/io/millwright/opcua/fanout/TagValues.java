package io.millwright.opcua.fanout;

import io.millwright.status.StatusCodes;
import io.millwright.tag.Tag;
import io.millwright.tag.Tag.Kind;
import java.util.Arrays;

/** The last known value of every row, in arrays. Not thread-safe: guarded by the delivery of {@link FanOut}. */
final class TagValues {
    private final double[] numbers;
    private final long[] integers;
    private final boolean[] exact;
    private final Object[] objects;
    private final int[] status;
    private final long[] times;
    private final long[] least;
    private final Kind[] kinds;
    private final TagFacts[] facts;
    private final int[] sampling;
    /** What was known when the connection was lost, until it is known what became of it; or null. */
    private TagValues kept;

    TagValues(int rows) {
        numbers = new double[rows];
        integers = new long[rows];
        exact = new boolean[rows];
        objects = new Object[rows];
        status = new int[rows];
        times = new long[rows];
        least = new long[rows];
        kinds = new Kind[rows];
        facts = new TagFacts[rows];
        sampling = new int[rows];
    }

    void initial(int row, FanOutRow tag, boolean connected) {
        numbers[row] = Double.NaN;
        status[row] = connected ? StatusCodes.BAD_WAITING_FOR_INITIAL_DATA : StatusCodes.BAD_NO_COMMUNICATION;
        kinds[row] = Kind.UNKNOWN;
        facts[row] = TagFacts.of(tag);
        sampling[row] = Math.max(0, tag.samplingMillis());
    }

    void copy(int row, TagValues from, int old) {
        numbers[row] = from.numbers[old];
        integers[row] = from.integers[old];
        exact[row] = from.exact[old];
        objects[row] = from.objects[old];
        status[row] = from.status[old];
        times[row] = from.times[old];
        least[row] = from.least[old];
        kinds[row] = from.kinds[old];
        facts[row] = from.facts[old];
        sampling[row] = from.sampling[old];
    }

    /** Every row that the loss of the connection made Bad waits for a value. */
    void awaitValues() {
        for (int row = 0; row < status.length; row++) {
            if (status[row] == StatusCodes.BAD_NO_COMMUNICATION) {
                status[row] = StatusCodes.BAD_WAITING_FOR_INITIAL_DATA;
            }
        }
    }

    /** Returns whether a row waits for a value. */
    boolean waits(int row) {
        return status[row] == StatusCodes.BAD_WAITING_FOR_INITIAL_DATA;
    }

    void number(int row, double value, int newStatus, long time) {
        numbers[row] = value;
        exact[row] = false;
        objects[row] = null;
        status[row] = newStatus;
        times[row] = time;
    }

    void integer(int row, long value, int newStatus, long time) {
        integers[row] = value;
        exact[row] = true;
        objects[row] = null;
        status[row] = newStatus;
        times[row] = time;
    }

    /** Returns whether the last sample of the row was an exact integer. */
    boolean exact(int row) {
        return exact[row];
    }

    void object(int row, Object value, int newStatus, long time) {
        numbers[row] = Double.NaN;
        exact[row] = false;
        objects[row] = value;
        status[row] = newStatus;
        times[row] = time;
    }

    /** Keeps what is known now; of a row that waits, what was kept before. */
    void keep() {
        TagValues before = kept;
        kept = new TagValues(status.length);
        for (int row = 0; row < status.length; row++) {
            kept.copy(row, before != null && waits(row) ? before : this, row);
        }
    }

    /** Returns what was kept, once; null if nothing was. */
    TagValues takeKept() {
        TagValues taken = kept;
        kept = null;
        return taken;
    }

    /** Delivers again what this knows of a row, inside a delivery: it is in force from {@code timeMicros} on. */
    void restore(int row, FanOut to, long timeMicros) {
        if (StatusCodes.isBad(status[row])) {
            to.bad(row, status[row], timeMicros);
        } else if (exact[row]) {
            to.integer(row, integers[row], status[row], timeMicros);
        } else if (kinds[row] == Kind.NUMBER) {
            to.sample(row, numbers[row], status[row], timeMicros);
        } else {
            to.object(row, objects[row], kinds[row], status[row], timeMicros);
        }
    }

    /** Returns the number that a row has; NaN for none that can be used. */
    double number(int row) {
        return !StatusCodes.isUsable(status[row]) ? Double.NaN : exact[row] ? integers[row] : numbers[row];
    }

    /** Delivers the number that a row has with another status, inside a delivery. */
    void requalify(int row, int newStatus, FanOut to, long timeMicros) {
        if (exact[row]) {
            to.integer(row, integers[row], newStatus, timeMicros);
        } else {
            to.sample(row, numbers[row], newStatus, timeMicros);
        }
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

    /** Returns every row's status. */
    int[] statuses() {
        return status.clone();
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
    boolean describe(int row, TagFacts known, int samplingMillis) {
        if (facts[row].equals(known) && sampling[row] == samplingMillis) {
            return false;
        }
        facts[row] = known;
        sampling[row] = samplingMillis;
        return true;
    }

    Tag tag(int row, FanOutRow tag) {
        return new ConfiguredTag(tag.name(), tag.address(), kinds[row], sampling[row], facts[row]);
    }

    /** Hands the last value to one subscriber; a row that never had one hands out its status with {@code now}. */
    void replay(int row, Subscriber subscriber, int i, long now) {
        long time = times[row];
        if (time == 0) {
            time = now;
            madeUp(row, now);
        }
        if (exact[row]) {
            subscriber.integer(i, StatusCodes.isBad(status[row]) ? 0 : integers[row], status[row], time);
        } else if (kinds[row] == Kind.NUMBER || kinds[row] == Kind.UNKNOWN) {
            subscriber.sample(i, StatusCodes.isBad(status[row]) ? Double.NaN : numbers[row], status[row], time);
        } else {
            subscriber.object(i, StatusCodes.isBad(status[row]) ? null : objects[row], status[row], time);
        }
    }
}
