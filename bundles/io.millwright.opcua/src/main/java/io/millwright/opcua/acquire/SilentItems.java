package io.millwright.opcua.acquire;

import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.milo.ChangeReader;
import io.millwright.opcua.table.TagRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.eclipse.milo.opcua.sdk.client.OperationLimits;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaMonitoredItem;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadResponse;

/**
 * Looks for items that went silent: the server delivers others and keep-alives, and of one item nothing any more, though its
 * variable changes. So variables of which nothing came for a while are read beside the subscription, some in each look. One that
 * differs from what was delivered last, twice, with time between for its notification, is silent.
 *
 * <p>On the session's thread but for {@link #heard}; waits for no answer.
 */
final class SilentItems {
    /** One call in each look: at one look per second a table of 5,000 steady tags is through in 10 s. */
    private static final int NODES_PER_LOOK = 500;

    /** A server that sampled it so lately need not ask the device. */
    private static final double MAX_AGE_MILLIS = 1_000;

    /** So much later than its intervals say a notification may come. */
    private static final long LATE_MILLIS = 1_000;

    /** An item that making anew did not help is left alone for so long, doubled each time. */
    private static final long PAUSE_MILLIS = 10_000;

    private static final int MOST_DOUBLINGS = 9;

    /** Of a Read these tell of the variable; others tell of the call. */
    private static final Set<Long> OF_THE_VARIABLE = Set.of(
            StatusCodes.Bad_NodeIdUnknown,
            StatusCodes.Bad_NodeIdInvalid,
            StatusCodes.Bad_NoCommunication,
            StatusCodes.Bad_NotConnected,
            StatusCodes.Bad_DeviceFailure,
            StatusCodes.Bad_SensorFailure,
            StatusCodes.Bad_OutOfService);

    /** An item and what its variable really says. */
    record Silent(RowItem item, DataValue read) {}

    private record Reading(List<RowItem> items, long sentNanos, CompletableFuture<ReadResponse> answer) {}

    private final OpenLink link;
    private final List<TagRow> rows;

    private final FanOut fanOut;

    /** Guarded by the delivery. */
    private final LastValues delivered;

    /** In which look a value of it was found to have come, by System.nanoTime; 0 for none yet. */
    private final long[] heardNanos;

    /** Since when the variable differs, by System.nanoTime; 0 for not. */
    private final long[] suspectedNanos;

    private final long[] leftAloneUntilNanos;
    private final byte[] madeAnew;
    private final long startedNanos;

    /** Where the next look goes on among the items. */
    private int next;

    /** The same for those whose values may be long, of which every second look takes one. */
    private int nextLong;

    private boolean longTurn;
    private Reading reading;

    SilentItems(OpenLink link, List<TagRow> rows, FanOut fanOut) {
        this.link = link;
        this.rows = rows;
        this.fanOut = fanOut;
        delivered = new LastValues(rows.size(), fanOut::number);
        heardNanos = new long[rows.size()];
        suspectedNanos = new long[rows.size()];
        leftAloneUntilNanos = new long[rows.size()];
        madeAnew = new byte[rows.size()];
        startedNanos = System.nanoTime();
    }

    /**
     * A value came, the one that the reader has come to. Inside a delivery; allocates nothing.
     *
     * @param asItComes whether it is a Good number that the fan-out gets as it is
     */
    void heard(int row, ChangeReader change, boolean asItComes) {
        if (asItComes) {
            delivered.asItCame(row);
        } else {
            delivered.take(row, change);
        }
    }

    /** What was read counts as delivered. Inside a delivery. */
    void heard(int row, DataValue read) {
        delivered.take(row, read);
    }

    /**
     * Judges what was read since the last look, and has some more read.
     *
     * @param items those that the server holds
     * @param bulky by row, whether its values may be long: of these one is read in every second look, as numbers wait for the answer
     * @return those that are silent; each is to be made anew
     */
    List<Silent> look(List<RowItem> items, IntPredicate bulky, long publishingMillis, long nowNanos) {
        long now = nowNanos - startedNanos;
        if (reading != null && !reading.answer().isDone()) {
            return List.of();
        }
        List<Silent> silent = new ArrayList<>();
        fanOut.begin();
        try {
            listen(now);
            if (reading != null) {
                judge(reading, publishingMillis, silent, now);
                reading = null;
            }
        } finally {
            fanOut.endWithoutProgress();
        }
        List<RowItem> asked = choose(items, bulky, publishingMillis, now);
        if (!asked.isEmpty()) {
            reading = new Reading(asked, now, read(asked));
        }
        return silent;
    }

    private void listen(long now) {
        for (int row = 0; row < heardNanos.length; row++) {
            if (delivered.heard(row)) {
                heardNanos[row] = Math.max(1, now);
            }
        }
    }

    private CompletableFuture<ReadResponse> read(List<RowItem> asked) {
        return link.client()
                .readAsync(
                        MAX_AGE_MILLIS,
                        TimestampsToReturn.Both,
                        asked.stream().map(OpcUaMonitoredItem::getReadValueId).toList());
    }

    private List<RowItem> choose(List<RowItem> items, IntPredicate bulky, long publishingMillis, long now) {
        int most = Math.min(
                items.size(),
                link.learned()
                        .atMost(
                                LearnedLimits.Kind.NODES_PER_READ,
                                link.limit(OperationLimits::maxNodesPerRead, NODES_PER_LOOK)));
        List<RowItem> chosen = new ArrayList<>();
        for (RowItem item : items) {
            long since = suspectedNanos[item.row()];
            if (chosen.size() < most && since != 0 && now - since >= graceNanos(item, publishingMillis)) {
                chosen.add(item);
            }
        }
        Predicate<RowItem> quiet = item -> suspectedNanos[item.row()] == 0 && quiet(item, publishingMillis, now);
        longTurn = !longTurn;
        if (longTurn) {
            int one = Math.min(most, chosen.size() + 1);
            nextLong = add(items, nextLong, one, quiet.and(item -> bulky.test(item.row())), chosen);
        }
        next = add(items, next, most, quiet.and(item -> !bulky.test(item.row())), chosen);
        return chosen;
    }

    /** Adds from a place on, once round, until there are so many; returns where to go on. */
    private static int add(List<RowItem> items, int from, int most, Predicate<RowItem> wanted, List<RowItem> to) {
        int at = from;
        for (int looked = 0; looked < items.size() && to.size() < most; looked++) {
            at = at >= items.size() ? 0 : at;
            RowItem item = items.get(at++);
            if (wanted.test(item)) {
                to.add(item);
            }
        }
        return at;
    }

    private boolean quiet(RowItem item, long publishingMillis, long now) {
        int row = item.row();
        long sinceNanos = now - heardNanos[row];
        // Most tags of a busy server end here, without a look at what the item is.
        return sinceNanos >= LATE_MILLIS * 1_000_000
                && heardNanos[row] != 0
                && now - leftAloneUntilNanos[row] >= 0
                && sinceNanos >= graceNanos(item, publishingMillis);
    }

    /** Within that time a change is delivered. */
    private static long graceNanos(RowItem item, long publishingMillis) {
        double sampling = item.getRevisedSamplingInterval().orElse(item.getSamplingInterval());
        return (long) ((LATE_MILLIS + publishingMillis + Math.max(0, sampling)) * 1_000_000);
    }

    private void judge(Reading done, long publishingMillis, List<Silent> silent, long now) {
        DataValue[] values;
        try {
            values = done.answer().join().getResults();
        } catch (RuntimeException e) {
            // The connection's own watch tells of a server that answers nothing.
            if (TooMuch.is(e) || TooMuch.isTimeout(e)) {
                link.learned()
                        .tooMany(LearnedLimits.Kind.NODES_PER_READ, done.items().size());
            }
            return;
        }
        for (int i = 0;
                values != null && i < Math.min(values.length, done.items().size());
                i++) {
            RowItem item = done.items().get(i);
            int row = item.row();
            long since = suspectedNanos[row];
            if (heardNanos[row] - (since == 0 ? done.sentNanos() : since) >= 0
                    || !differs(delivered.status(row), delivered.value(row), values[i], rows.get(row))) {
                suspectedNanos[row] = 0;
            } else if (since == 0) {
                suspectedNanos[row] = Math.max(1, done.sentNanos());
            } else if (done.sentNanos() - since >= graceNanos(item, publishingMillis)) {
                suspectedNanos[row] = 0;
                leftAloneUntilNanos[row] = now + (PAUSE_MILLIS << madeAnew[row]) * 1_000_000;
                madeAnew[row] = (byte) Math.min(MOST_DOUBLINGS, madeAnew[row] + 1);
                silent.add(new Silent(item, values[i]));
            }
        }
    }

    /**
     * Whether a subscription would have told of the difference.
     *
     * @param before what was delivered, as {@link LastValues} has it
     */
    static boolean differs(int statusBefore, Object before, DataValue read, TagRow tag) {
        if (read == null) {
            return false;
        }
        long code = read.statusCode().value();
        if (((int) code ^ statusBefore) >>> 16 != 0) {
            // Info bits, as that of an overflow, belong to the queue.
            return !read.statusCode().isBad() || OF_THE_VARIABLE.contains(code & 0xFFFF0000L);
        }
        Object now = LastValues.form(read.value().value());
        if (before instanceof Number one && now instanceof Number other) {
            return !one.equals(other) && beyond(one.doubleValue(), other.doubleValue(), tag);
        }
        return comparable(before) && comparable(now) && !Objects.deepEquals(before, now);
    }

    /** Of which range a percentage is meant the server knows. */
    private static boolean beyond(double one, double other, TagRow tag) {
        return tag.deadband() <= 0 || !tag.deadbandPercent() && Math.abs(one - other) > tag.deadband();
    }

    /** What is compared as it is sent; structures are left out. */
    private static boolean comparable(Object value) {
        return value == null
                || value instanceof Number
                || value instanceof String
                || value instanceof DateTime
                || value instanceof UUID
                || value instanceof ByteString
                || value instanceof LocalizedText
                || value.getClass().isArray()
                        && value.getClass().getComponentType().isPrimitive()
                || value instanceof Object[] array && (array.length == 0 || comparable(array[0]));
    }
}
