package io.millwright.opcua.acquire;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.table.TagRow;
import java.util.List;
import java.util.Set;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.DataChangeTrigger;
import org.eclipse.milo.opcua.stack.core.types.enumerated.DeadbandType;
import org.eclipse.milo.opcua.stack.core.types.structured.DataChangeFilter;

/**
 * The filters of monitored items (OPC UA Part 4, 7.22.2): the deadband of the tag table, and the trigger where each new time
 * counts; less of it where the server refuses. On the session's thread.
 */
final class ItemFilters {
    private static final Set<Integer> REFUSALS = Set.of(
            (int) StatusCodes.Bad_FilterNotAllowed,
            (int) StatusCodes.Bad_MonitoredItemFilterInvalid,
            (int) StatusCodes.Bad_MonitoredItemFilterUnsupported,
            (int) StatusCodes.Bad_DeadbandFilterInvalid);

    private final RowPlan plan;
    private final FanOut fanOut;

    /** The server refused the trigger once. */
    private boolean withoutTrigger;

    ItemFilters(RowPlan plan, FanOut fanOut) {
        this.plan = plan;
        this.fanOut = fanOut;
    }

    /** Gives a new item its filter. */
    void set(RowItem item) {
        set(item, wantsEvery(item.row()));
    }

    /** Gives an item the filter that is wanted now; returns whether that is another one. */
    boolean change(RowItem item) {
        boolean every = wantsEvery(item.row());
        boolean changes = every != item.everyChange;
        if (changes) {
            set(item, every);
        }
        return changes;
    }

    /** Whether a tag is stale, its times tell. */
    private boolean wantsEvery(int row) {
        return !withoutTrigger
                && (fanOut.everyChange(row)
                        || plan.rows().get(row).plausibility().staleMillis() > 0);
    }

    /** Without deadband and trigger there is no filter: small servers know none. */
    private void set(RowItem item, boolean everyChange) {
        TagRow tag = plan.rows().get(item.row());
        item.everyChange = everyChange;
        boolean band = tag.deadband() > 0 && !plan.filters().refused(item.row());
        DeadbandType type =
                !band ? DeadbandType.None : tag.deadbandPercent() ? DeadbandType.Percent : DeadbandType.Absolute;
        item.setFilter(
                band || everyChange
                        ? new DataChangeFilter(
                                everyChange ? DataChangeTrigger.StatusValueTimestamp : DataChangeTrigger.StatusValue,
                                uint(type.getValue()),
                                tag.deadband())
                        : null);
    }

    /**
     * A server does not say what it refuses of a filter: first goes the trigger, and it delivers what it has; then the
     * deadband, which is applied here.
     *
     * @return whether some item has less of a filter now, and is worth another try
     */
    boolean drop(List<RowItem> items) {
        boolean dropped = false;
        for (RowItem item : items) {
            boolean refused = item.getCreateResult().filter(StatusCode::isBad).isPresent();
            if (refused && item.getFilter() != null && REFUSALS.contains(plan.refusal(item.row()))) {
                if (item.everyChange) {
                    withoutTrigger = true;
                    plan.filters().triggersRefused();
                } else {
                    plan.filters().refused(item.row(), plan.refusal(item.row()));
                }
                set(item, false);
                dropped = true;
            }
        }
        return dropped;
    }
}
