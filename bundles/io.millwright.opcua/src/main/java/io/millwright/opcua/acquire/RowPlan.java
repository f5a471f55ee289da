package io.millwright.opcua.acquire;

import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.fanout.TagFacts;
import io.millwright.opcua.table.TagRow;
import io.millwright.status.StatusCodes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.structured.StructureField;

/**
 * What one session makes of the rows: their NodeIds in the server's namespace table, their units, and which rows are
 * refused and why. Used on the session's thread, but for {@link #note}, {@link #reason} and {@link #known}.
 */
public final class RowPlan {
    private static final UnsupportedType UNREAD =
            new UnsupportedType("unsupported: the type of its structure is not known yet");

    /** Elements of an array that is no longer than a few numbers. */
    private static final int SHORT_ARRAY = 64;

    private final List<TagRow> rows;
    private final int[] refusals;
    private final int[] delivered;
    private final boolean[] unresolved;
    private final TagFacts[] facts;
    private final ServerFacts[] server;
    private final ValuePart[] parts;
    private final String[] reasons;
    private final AtomicReferenceArray<Note> notes;
    private final SessionFacts known;
    private final RefusedFilters filters;

    /** What is to say of a row while it has a status. */
    private record Note(int status, String text) {}

    /** Makes a plan that refuses nothing yet and knows nothing of the server. */
    RowPlan(List<TagRow> rows) {
        this(rows, new SessionFacts());
    }

    /**
     * Makes a plan that refuses nothing yet.
     *
     * @param known what the session's server said before
     */
    public RowPlan(List<TagRow> rows, SessionFacts known) {
        this.rows = List.copyOf(rows);
        this.known = known;
        filters = new RefusedFilters(this.rows);
        notes = new AtomicReferenceArray<>(rows.size());
        server = new ServerFacts[rows.size()];
        Arrays.fill(server, ServerFacts.NOTHING);
        parts = rows.stream().map(row -> ValuePart.of(row, null, UNREAD)).toArray(ValuePart[]::new);
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

    /** Any thread; returns what else is to say about a row while it has this status, or null. */
    public String reason(int row, int status) {
        Note note = notes.get(row);
        return note != null && note.status() == status ? note.text() : reasons[row];
    }

    /** Any thread; says why a row has a status that is not the server's. Repeated often, it costs nothing. */
    void note(int row, int status, String text) {
        Note before = notes.get(row);
        if (before == null || before.status() != status || !before.text().equals(text)) {
            notes.set(row, new Note(status, text));
        }
    }

    /** Returns what a row takes of its variable's value; null where it takes the value as it comes. */
    ValuePart part(int row) {
        return parts[row];
    }

    /** Returns what the server says of a row's variable, before scale and offset. */
    ServerFacts server(int row) {
        return server[row];
    }

    /** Any thread; returns what the session's server said. */
    SessionFacts known() {
        return known;
    }

    /** Returns whose deadbands the server refuses. */
    public RefusedFilters filters() {
        return filters;
    }

    /** Returns by row the row of the tag on which its condition depends, -1 for none. */
    int[] conditions() {
        Map<String, Integer> rowOfName = new HashMap<>();
        for (int row = 0; row < rows.size(); row++) {
            rowOfName.put(rows.get(row).name(), row);
        }
        return rows.stream()
                .map(row -> row.plausibility().stuckWhile())
                .mapToInt(condition -> condition == null ? -1 : rowOfName.getOrDefault(condition.tag(), -1))
                .toArray();
    }

    /** Returns what is wrong with a row though its values come, or null. */
    public String flaw(int row) {
        TagRow tag = rows.get(row);
        if (tag.plausibility().staleMillis() > 0 && filters.triggers()) {
            return "staleMs has no effect, because the server refuses to tell the new times of values that stay; leave it empty,"
                    + " or choose Poll in 'Access mode'";
        }
        return filters.refused(row) && NumberChecks.rawBand(tag, server[row]) == 0
                ? "deadband " + tag.deadband()
                        + "% has no effect, because the server does not tell the variable's EURange: every"
                        + " change counts; enter an absolute deadband, or leave it empty"
                : null;
    }

    /**
     * Returns by row whether its values may be long: an array, unless it is a short one of known length, or a byte string. One
     * picture is as long as a hundred thousand numbers, and what is behind it in the same message waits for it.
     */
    boolean[] bulky() {
        boolean[] bulky = new boolean[rows.size()];
        for (int row = 0; row < bulky.length; row++) {
            bulky[row] = bulky(row);
        }
        return bulky;
    }

    /** The same of one row. */
    boolean bulky(int row) {
        long elements = 1;
        for (int length : facts[row].dimensions()) {
            elements = length < 0 ? Integer.MAX_VALUE : Math.min(Integer.MAX_VALUE, elements * length);
        }
        return elements > SHORT_ARRAY || DataTypeKind.encodedAs(server[row].dataType()) == DataTypeKind.BYTE_STRING;
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
        known.keepOnly(applyFacts(link, connection, all, false));
    }

    /** Reads again what the server says of the rows that it did not know. */
    void retryFacts(OpenLink link, String connection) {
        List<Integer> some = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            if (refusals[row] != 0 && refusals[row] != StatusCodes.BAD_CONFIGURATION_ERROR) {
                some.add(row);
            }
        }
        applyFacts(link, connection, some, true);
    }

    private List<NodeId> applyFacts(OpenLink link, String connection, List<Integer> which, boolean anew) {
        List<Integer> asked = new ArrayList<>();
        List<NodeId> nodes = new ArrayList<>();
        for (int row : which) {
            NodeId id = nodeId(row, link);
            if (id != null) {
                asked.add(row);
                nodes.add(id);
            }
        }
        List<ServerFacts> found = known.of(link, connection, nodes, anew ? Set.copyOf(nodes) : first(asked, nodes));
        readStructures(link, connection, asked, found);
        for (int i = 0; i < found.size(); i++) {
            int row = asked.get(i);
            server[row] = rows.get(row).field().isEmpty() ? found.get(i) : field(row, link, found.get(i));
            facts[row] = server[row].after(rows.get(row));
            if (!server[row].unit().isEmpty()) {
                checkUnit(row, server[row].unit());
            }
        }
        return nodes;
    }

    /** Of what is only presumed: without a unit that is compared, or a structure that is read, no value may come. */
    private Set<NodeId> first(List<Integer> asked, List<NodeId> nodes) {
        Set<NodeId> first = new HashSet<>();
        for (int i = 0; known.presumed() && i < nodes.size(); i++) {
            TagRow tag = rows.get(asked.get(i));
            if (tag.statesUnitWithoutConversion() || !tag.field().isEmpty()) {
                first.add(nodes.get(i));
            }
        }
        return first;
    }

    private void readStructures(OpenLink link, String connection, List<Integer> asked, List<ServerFacts> found) {
        Set<NodeId> structures = new LinkedHashSet<>();
        for (int i = 0; i < found.size(); i++) {
            NodeId type = found.get(i).dataType();
            if (type != null && !rows.get(asked.get(i)).field().isEmpty()) {
                structures.add(type);
            }
        }
        known.dataTypes().readStructures(link, connection, structures);
    }

    private ServerFacts field(int row, OpenLink link, ServerFacts variable) {
        TagRow tag = rows.get(row);
        DataTypes types = known.dataTypes();
        Object reader = types.reader(link, variable.dataType(), tag.field());
        parts[row] = reader instanceof FieldReader found
                ? ValuePart.of(tag, found, null)
                : ValuePart.of(tag, null, (UnsupportedType) reader);
        StructureField field = types.field(variable.dataType(), tag.field());
        return field == null ? ServerFacts.NOTHING : ServerFacts.ofField(field, types.texts(field.getDataType()));
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
