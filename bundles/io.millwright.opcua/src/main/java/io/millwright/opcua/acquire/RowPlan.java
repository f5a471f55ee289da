package io.millwright.opcua.acquire;

import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.fanout.TagFacts;
import io.millwright.opcua.table.TagRow;
import io.millwright.status.StatusCodes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;

/**
 * What one session makes of the rows: their NodeIds in the server's namespace table, their units, and which rows are
 * refused and why. Used on the session's thread.
 */
public final class RowPlan {
    private final List<TagRow> rows;
    private final int[] refusals;
    private final int[] delivered;
    private final boolean[] unresolved;
    private final TagFacts[] facts;
    private final String[] reasons;

    /** Makes a plan that refuses nothing yet. */
    public RowPlan(List<TagRow> rows) {
        this.rows = List.copyOf(rows);
        refusals = new int[rows.size()];
        delivered = new int[rows.size()];
        unresolved = new boolean[rows.size()];
        reasons = new String[rows.size()];
        facts = rows.stream().map(TagFacts::of).toArray(TagFacts[]::new);
    }

    /** Returns the rows, in the order of the table. */
    public List<TagRow> rows() {
        return rows;
    }

    /** Returns the StatusCode for which a row has no monitored item, or 0. */
    int refusal(int row) {
        return refusals[row];
    }

    /** Returns what else is to say about a row, or null. */
    public String reason(int row) {
        return reasons[row];
    }

    TagFacts facts(int row) {
        return facts[row];
    }

    /** Returns the NodeId by the session's namespace table, or null if the server lacks the namespace. */
    NodeId nodeId(int row, OpenLink link) {
        Optional<NodeId> id = rows.get(row).nodeId().toNodeId(link.client().getNamespaceTable());
        return id.orElse(null);
    }

    void unresolved(int row) {
        unresolved[row] = true;
        refusals[row] = StatusCodes.BAD_NODE_ID_UNKNOWN;
        reasons[row] = "the server lacks the namespace of this nodeId";
    }

    void refused(int row, int status) {
        unresolved[row] = false;
        refusals[row] = status;
        reasons[row] = null;
    }

    List<Integer> unresolvedRows() {
        List<Integer> list = new ArrayList<>();
        for (int row = 0; row < unresolved.length; row++) {
            if (unresolved[row]) {
                list.add(row);
            }
        }
        return list;
    }

    /** Returns whether some row is refused. */
    public boolean anyRefused() {
        return Arrays.stream(refusals).anyMatch(status -> status != 0);
    }

    /** Reads what the server says of the rows; a stated unit that differs from the server's refuses the row. */
    void readFacts(OpenLink link, String connection) {
        List<Integer> all = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            all.add(row);
        }
        applyFacts(link, connection, all);
    }

    /** Reads again what the server says of the rows that it did not know. */
    void retryFacts(OpenLink link, String connection) {
        List<Integer> some = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            if (refusals[row] != 0 && refusals[row] != StatusCodes.BAD_CONFIGURATION_ERROR) {
                some.add(row);
            }
        }
        applyFacts(link, connection, some);
    }

    private void applyFacts(OpenLink link, String connection, List<Integer> which) {
        List<Integer> asked = new ArrayList<>();
        List<NodeId> nodes = new ArrayList<>();
        for (int row : which) {
            NodeId id = nodeId(row, link);
            if (id != null) {
                asked.add(row);
                nodes.add(id);
            }
        }
        ServerFacts[] found = VariableProperties.read(link, connection, nodes);
        for (int i = 0; i < found.length; i++) {
            int row = asked.get(i);
            facts[row] = found[i].after(rows.get(row));
            if (!found[i].unit().isEmpty()) {
                checkUnit(row, found[i].unit());
            }
        }
    }

    private void checkUnit(int row, String server) {
        TagRow tag = rows.get(row);
        if (tag.statesUnitWithoutConversion()) {
            String error = UnitRules.mismatch(server, tag.unit());
            if (error != null) {
                refusals[row] = StatusCodes.BAD_CONFIGURATION_ERROR;
                reasons[row] = error;
            }
        }
    }

    /** Delivers the status of each newly refused row; inside a delivery. */
    void deliverRefusals(FanOut fanOut) {
        for (int row = 0; row < refusals.length; row++) {
            if (refusals[row] != 0 && refusals[row] != delivered[row]) {
                fanOut.refuse(row, refusals[row]);
            }
            delivered[row] = refusals[row];
        }
    }
}
