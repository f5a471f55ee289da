package io.millwright.opcua.acquire;

import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.Counters;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.milo.opcua.sdk.client.OperationLimits;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaMonitoredItem;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Items that a server holds and that will never deliver again: those whose nodes were deleted and came back, and those that went
 * silent. They are made anew. On the session's thread.
 */
final class DeadItems {
    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);

    private static final int GONE_PER_READ = 500;
    private static final int MOST_NAMED = 20;

    private final OpenLink link;
    private final Settings settings;
    private final RowPlan plan;
    private final RowSubscriptions placed;
    private final SilentItems silentItems;
    private final Counters counters;

    DeadItems(
            OpenLink link,
            Settings settings,
            RowPlan plan,
            RowSubscriptions placed,
            SilentItems silentItems,
            Counters counters) {
        this.link = link;
        this.settings = settings;
        this.plan = plan;
        this.placed = placed;
        this.silentItems = silentItems;
        this.counters = counters;
    }

    /**
     * Reads those whose nodes were gone. Blocks for at most some request timeouts.
     *
     * @param statuses of the rows, as they were delivered last
     * @return the items whose nodes are back; each is to be made anew
     */
    List<RowItem> back(int[] statuses) throws UaException {
        if (IntStream.of(statuses).noneMatch(DeadItems::isGone)) {
            return List.of();
        }
        List<RowItem> gone = placed.held().stream()
                .filter(item -> isGone(statuses[item.row()]))
                .toList();
        List<DataValue> read = new BatchedCalls(settings.pid(), link.learned())
                .all(
                        LearnedLimits.Kind.NODES_PER_READ,
                        "values of nodes that were gone",
                        gone.stream().map(OpcUaMonitoredItem::getReadValueId).toList(),
                        link.limit(OperationLimits::maxNodesPerRead, GONE_PER_READ),
                        part -> link.client()
                                .readAsync(0.0, TimestampsToReturn.Neither, part)
                                .thenApply(ReadResponse::getResults));
        List<RowItem> back = new ArrayList<>();
        for (int i = 0; i < gone.size(); i++) {
            DataValue value = read.get(i);
            if (value != null && !isGone(value)) {
                back.add(gone.get(i));
            }
        }
        counters.itemsRecreated.addAndGet(back.size());
        return back;
    }

    /**
     * Returns those that went silent, and has others looked at. Waits for nothing.
     *
     * @param publishingMillis in which a change is delivered
     */
    List<SilentItems.Silent> silent(long publishingMillis) {
        List<RowItem> held = placed.held();
        List<SilentItems.Silent> silent =
                silentItems.look(held, plan::bulky, publishingMillis, System.nanoTime()).stream()
                        .filter(one -> held.contains(one.item()))
                        .toList();
        counters.itemsSilent.addAndGet(silent.size());
        List<String> names = silent.stream()
                .filter(one -> !isGone(one.read()))
                .map(one -> plan.rows().get(one.item().row()).name())
                .toList();
        if (!names.isEmpty()) {
            LOGGER.info(
                    "{}: {} items went silent while others are delivered, and are made anew: {}.",
                    settings.pid(),
                    names.size(),
                    names.stream()
                            .limit(MOST_NAMED)
                            .collect(Collectors.joining(", ", "", names.size() > MOST_NAMED ? ", …" : "")));
        }
        return silent;
    }

    /** Whether the server says that the node is gone. */
    static boolean isGone(DataValue read) {
        return isGone((int) read.statusCode().value());
    }

    /** What a live item says whose node was deleted; some servers never say anything else, though the node comes back. */
    static boolean isGone(int status) {
        return status == (int) StatusCodes.Bad_NodeIdUnknown || status == (int) StatusCodes.Bad_NodeIdInvalid;
    }
}
