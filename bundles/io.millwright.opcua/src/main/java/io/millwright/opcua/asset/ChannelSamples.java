package io.millwright.opcua.asset;

import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.milo.SampleTimes;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Tag.Kind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.eclipse.kura.channel.ChannelFlag;
import org.eclipse.kura.channel.ChannelRecord;
import org.eclipse.kura.channel.ChannelStatus;

/**
 * Turns the records of one channel table into samples of {@link FanOut}. No allocation for numbers and Booleans. Every call
 * that delivers is made inside a delivery, which guards all of this.
 *
 * <p>What a channel can say is success or failure: success is Good, failure is Bad with the driver's words as reason. A driver
 * that reports what its device calls Uncertain as success cannot be seen through.
 */
final class ChannelSamples {
    private static final int NONE = -1;

    /** Longer than drivers wait before they tell a change. */
    static final long HEARD_WITHIN_MICROS = 10_000_000;

    private static final long TOLERANCE_MILLIS = SampleTimes.TOLERANCE_MICROS / 1_000;

    private final FanOut fanOut;
    private final AssetCounters counters;
    private final ChannelTable table;
    private final boolean gatewayTime;
    private final int[] status;
    private final long[] statedMillis;
    private final Object[] values;
    private final String[] reasons;
    private final int[] answeredIn;
    private final long[] heardMicros;
    /** By row: since when a read has found another value of which nothing was heard, 0 for never. */
    private final long[] unheardMicros;

    private int answer;
    private boolean news = true;

    ChannelSamples(FanOut fanOut, AssetCounters counters, ChannelTable table, boolean gatewayTime) {
        this.fanOut = fanOut;
        this.counters = counters;
        this.table = table;
        this.gatewayTime = gatewayTime;
        int rows = table.rows().size();
        status = new int[rows];
        statedMillis = new long[rows];
        values = new Object[rows];
        reasons = new String[rows];
        answeredIn = new int[rows];
        heardMicros = new long[rows];
        unheardMicros = new long[rows];
        forget();
    }

    /** What comes next is delivered, also if it equals what came before. */
    void forget() {
        Arrays.fill(status, NONE);
        Arrays.fill(values, null);
        Arrays.fill(statedMillis, 0);
        Arrays.fill(unheardMicros, 0);
        news = true;
    }

    /**
     * Delivers the answer to one read of all channels. A value that is read again with the time that the driver stated for it
     * before is no new sample; one of before what was heard meanwhile is none at all.
     *
     * @param startMicros when the read began
     * @return how many changes that reads found were not heard of in time
     */
    int read(List<ChannelRecord> records, long startMicros, long nowMicros) {
        answer++;
        int misses = 0;
        for (int i = 0; i < records.size(); i++) {
            ChannelRecord record = records.get(i);
            counters.records.incrementAndGet();
            int row = record == null ? -1 : table.row(record.getChannelName(), i);
            if (row < 0) {
                counters.recordsUnknown.incrementAndGet();
                continue;
            }
            misses += missed(row, nowMicros) ? 1 : 0;
            answeredIn[row] = answer;
            if (heardMicros[row] >= startMicros && record.getTimestamp() <= statedMillis[row]) {
                counters.superseded.incrementAndGet();
                continue;
            }
            Object before = values[row];
            deliver(row, record, nowMicros, true);
            boolean changed = before != null
                    && values[row] != null
                    && !same(before, record.getValue().getValue());
            if (changed && unheardMicros[row] == 0) {
                unheardMicros[row] = nowMicros;
            }
        }
        for (int row = 0; row < answeredIn.length; row++) {
            if (answeredIn[row] != answer) {
                lacks(row, nowMicros);
            }
        }
        return misses;
    }

    private boolean missed(int row, long nowMicros) {
        boolean missed = unheardMicros[row] != 0 && nowMicros - unheardMicros[row] >= HEARD_WITHIN_MICROS;
        if (missed) {
            unheardMicros[row] = 0;
        }
        return missed;
    }

    /** Delivers what was heard of one channel. */
    void heard(int row, ChannelRecord record, long nowMicros) {
        unheardMicros[row] = 0;
        heardMicros[row] = nowMicros;
        deliver(row, record, nowMicros, false);
    }

    private void deliver(int row, ChannelRecord record, long nowMicros, boolean changesOnly) {
        ChannelStatus told = record.getChannelStatus();
        Object value = record.getValue() == null ? null : record.getValue().getValue();
        if (told == null) {
            refuse(row, StatusCodes.BAD_NO_DATA, "the driver states no status", nowMicros);
        } else if (told.getChannelFlag() != ChannelFlag.SUCCESS) {
            refuse(row, StatusCodes.BAD, reason(told), nowMicros);
        } else if (value == null) {
            refuse(row, StatusCodes.BAD_NO_DATA, "the driver states success, and no value", nowMicros);
        } else if (!(value instanceof Number
                || value instanceof Boolean
                || value instanceof String
                || value instanceof byte[])) {
            refuse(
                    row,
                    StatusCodes.BAD_TYPE_MISMATCH,
                    "its value is a " + value.getClass().getSimpleName(),
                    nowMicros);
        } else if (changesOnly && unchanged(row, record, value)) {
            counters.repeated.incrementAndGet();
        } else {
            good(row, record, value, nowMicros);
        }
    }

    private boolean unchanged(int row, ChannelRecord record, Object value) {
        return status[row] == StatusCodes.GOOD
                && record.getTimestamp() > 0
                && statedMillis[row] == record.getTimestamp()
                && same(values[row], value);
    }

    private static boolean same(Object before, Object now) {
        return before instanceof ByteBuffer buffer && now instanceof byte[] bytes
                ? buffer.duplicate().clear().equals(ByteBuffer.wrap(bytes))
                : now.equals(before);
    }

    private void good(int row, ChannelRecord record, Object value, long nowMicros) {
        long time = time(row, record, nowMicros);
        known(row, StatusCodes.GOOD, null);
        statedMillis[row] = record.getTimestamp();
        values[row] = value;
        if (value instanceof Long integer) {
            fanOut.integer(row, integer, StatusCodes.GOOD, time);
        } else if (value instanceof Number number) {
            fanOut.sample(row, number.doubleValue(), StatusCodes.GOOD, time);
        } else if (value instanceof Boolean bool) {
            fanOut.sample(row, bool ? 1.0 : 0.0, StatusCodes.GOOD, time);
        } else if (value instanceof String text) {
            fanOut.object(row, text, Kind.TEXT, StatusCodes.GOOD, time);
        } else {
            // A copy: the driver may fill its array anew, and what was delivered is kept for later subscribers.
            ByteBuffer copy = ByteBuffer.wrap(((byte[]) value).clone()).asReadOnlyBuffer();
            values[row] = copy;
            fanOut.object(row, copy, Kind.BYTES, StatusCodes.GOOD, time);
        }
    }

    /** A status without a value. Once: while nothing else comes it is in force. */
    private void refuse(int row, int bad, String reason, long nowMicros) {
        boolean again = status[row] == bad;
        known(row, bad, reason);
        values[row] = null;
        if (again) {
            counters.repeated.incrementAndGet();
        } else {
            fanOut.bad(row, bad, nowMicros);
        }
    }

    /** No record says it. */
    private void lacks(int row, long nowMicros) {
        boolean again = status[row] == StatusCodes.BAD_NO_DATA;
        known(row, StatusCodes.BAD_NO_DATA, "the asset's answer lacks it");
        values[row] = null;
        if (!again) {
            fanOut.made(row, StatusCodes.BAD_NO_DATA, nowMicros);
        }
    }

    private void known(int row, int newStatus, String reason) {
        news |= status[row] != newStatus || !Objects.equals(reasons[row], reason);
        status[row] = newStatus;
        reasons[row] = reason;
    }

    private static String reason(ChannelStatus failure) {
        if (failure.getExceptionMessage() != null
                && !failure.getExceptionMessage().isBlank()) {
            return failure.getExceptionMessage().strip();
        }
        Exception exception = failure.getException();
        return exception == null ? "the driver states failure, and no reason" : exception.toString();
    }

    /** The first value of a channel may be old; from then on another stated time is the time of a change just seen. */
    private long time(int row, ChannelRecord record, long nowMicros) {
        if (gatewayTime) {
            return nowMicros;
        }
        long millis = record.getTimestamp();
        if (millis > 0 && Math.abs(millis - nowMicros / 1_000) <= TOLERANCE_MILLIS) {
            if (statedMillis[row] != 0 && statedMillis[row] != millis) {
                counters.clock.note(millis * 1_000 - nowMicros, 0);
            }
            return millis * 1_000;
        }
        counters.timestampFallbacks.incrementAndGet();
        return nowMicros;
    }

    ChannelTable table() {
        return table;
    }

    /** Returns whether a status or a reason changed since {@link #told()}. */
    boolean anyNews() {
        return news;
    }

    /** Somebody looks at all of it now. */
    void told() {
        news = false;
    }

    /** Returns how many channels are Good. */
    int good() {
        int good = 0;
        for (int row = 0; row < status.length; row++) {
            good += status[row] == StatusCodes.GOOD ? 1 : 0;
        }
        return good;
    }

    /** Returns what is wrong with a row, null if nothing is or it waits. */
    String trouble(int row) {
        return status[row] == StatusCodes.GOOD || status[row] == NONE
                ? null
                : "channel '" + table.rows().get(row).name() + "': " + StatusCodes.text(status[row]) + ", "
                        + reasons[row];
    }
}
