package io.millwright.desk.table;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an import does to a tag table. Immutable. Tags are told apart by their names; fields are compared by what they mean.
 *
 * @param added new tags
 * @param changed tags of which a field changes
 * @param removed tags that go
 * @param unchanged how many stay as they are
 * @param result the table afterwards
 */
public record TableDifference(
        List<TableLine> added, List<Change> changed, List<TableLine> removed, int unchanged, TagTableText result) {

    /**
     * A tag that changes.
     *
     * @param columns those whose fields change
     */
    public record Change(TableLine before, TableLine after, List<String> columns) {}

    /** Takes copies. */
    public TableDifference {
        added = List.copyOf(added);
        changed = List.copyOf(changed);
        removed = List.copyOf(removed);
    }

    /** Returns whether nothing changes. */
    public boolean isEmpty() {
        return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
    }

    /** New tags are added; of tags that exist, the fields that the import names change, and the others stay. */
    public static TableDifference merge(TagTableText existing, List<TableLine> imported) {
        Map<String, TableLine> result = byName(existing.lines());
        List<TableLine> added = new ArrayList<>();
        List<Change> changed = new ArrayList<>();
        for (TableLine line : imported) {
            TableLine before = result.get(line.name());
            if (before == null) {
                added.add(line);
                result.put(line.name(), line);
                continue;
            }
            List<String> columns = differing(before, line, line.fields().keySet());
            if (!columns.isEmpty()) {
                Map<String, String> fields = new LinkedHashMap<>();
                columns.forEach(column -> fields.put(column, line.field(column)));
                TableLine after = before.overlaid(new TableLine(line.line(), fields));
                changed.add(new Change(before, after, columns));
                result.put(line.name(), after);
            }
        }
        int unchanged = existing.lines().size() - changed.size();
        return new TableDifference(added, changed, List.of(), unchanged, table(existing, List.copyOf(result.values())));
    }

    /** The table becomes what was imported: other tags go, and so do fields that the import does not name. */
    public static TableDifference replace(TagTableText existing, List<TableLine> imported) {
        Map<String, TableLine> before = byName(existing.lines());
        List<TableLine> result = new ArrayList<>();
        List<TableLine> added = new ArrayList<>();
        List<Change> changed = new ArrayList<>();
        Set<String> kept = new HashSet<>();
        for (TableLine line : imported) {
            TableLine old = before.get(line.name());
            List<String> columns = old == null ? List.of() : differing(old, line, TagColumns.ALL);
            result.add(old == null || !columns.isEmpty() ? line : old);
            if (old == null) {
                added.add(line);
            } else if (kept.add(line.name()) && !columns.isEmpty()) {
                changed.add(new Change(old, line, columns));
            }
        }
        List<TableLine> removed = before.values().stream()
                .filter(line -> !kept.contains(line.name()))
                .toList();
        return new TableDifference(added, changed, removed, kept.size() - changed.size(), table(existing, result));
    }

    private static Map<String, TableLine> byName(List<TableLine> lines) {
        Map<String, TableLine> byName = new LinkedHashMap<>();
        lines.forEach(line -> byName.putIfAbsent(line.name(), line));
        return byName;
    }

    private static List<String> differing(TableLine one, TableLine other, Iterable<String> columns) {
        List<String> differing = new ArrayList<>();
        for (String column : columns) {
            if (!TagColumns.same(column, one.field(column), other.field(column))) {
                differing.add(column);
            }
        }
        return differing;
    }

    /** The existing table's form, with the columns that are needed now. */
    private static TagTableText table(TagTableText existing, List<TableLine> lines) {
        List<String> columns = new ArrayList<>(existing.columns());
        for (String column : TagColumns.ALL) {
            if (!columns.contains(column)
                    && lines.stream().anyMatch(line -> !line.field(column).isEmpty())) {
                columns.add(column);
            }
        }
        return new TagTableText(existing.separator(), existing.lineEnd(), columns, lines);
    }
}
