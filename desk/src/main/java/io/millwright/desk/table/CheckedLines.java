package io.millwright.desk.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the lines that an import makes: each one is checked by the gateway's own parser, names are unique. Not thread-safe. */
public final class CheckedLines {
    private final Map<String, String> names;
    private final String prefix;
    private final Findings findings;
    private final List<TableLine> lines = new ArrayList<>();
    private final Map<String, TableLine> byName = new HashMap<>();
    private int seen;
    private boolean full;

    /**
     * Creates an empty collection.
     *
     * @param names what the file calls the columns
     * @param prefix put before each name
     */
    public CheckedLines(Map<String, String> names, String prefix, Findings findings) {
        this.names = names;
        this.prefix = prefix;
        this.findings = findings;
    }

    /** Returns where findings go. */
    public Findings findings() {
        return findings;
    }

    /** Returns the lines so far, in order. */
    public List<TableLine> lines() {
        return List.copyOf(lines);
    }

    /** Counts a line of the file, whatever becomes of it; false when there are too many, and the reader ends. */
    public boolean counted(int line) {
        if (++seen <= GatewayCheck.MOST_LINES) {
            return true;
        }
        if (!full) {
            full = true;
            findings.error(
                    line,
                    "",
                    "",
                    "there are more than " + GatewayCheck.MOST_LINES + " tags",
                    "split the file, and give each part a connection of its own");
        }
        return false;
    }

    /** Adds a line, or says why not. */
    public void add(int line, Map<String, String> fields) {
        Map<String, String> named = new HashMap<>(fields);
        String name = fields.getOrDefault(TagColumns.NAME, "");
        if (!name.isEmpty()) {
            named.put(TagColumns.NAME, prefix + name);
        }
        TableLine added = new TableLine(line, inOrder(named));
        if (!GatewayCheck.line(added, names, findings)) {
            return;
        }
        TableLine earlier = byName.putIfAbsent(added.name(), added);
        if (earlier == null) {
            lines.add(added);
        } else if (earlier.fields().equals(added.fields())) {
            findings.leftOut(line, column(), added.name(), "the same as line " + earlier.line(), "");
        } else {
            findings.error(
                    line,
                    column(),
                    added.name(),
                    "'" + Finding.cut(added.name()) + "' is already used in line " + earlier.line(),
                    "rename one, or import each device by itself with a --prefix");
        }
    }

    private String column() {
        return names.getOrDefault(TagColumns.NAME, TagColumns.NAME);
    }

    private static Map<String, String> inOrder(Map<String, String> fields) {
        Map<String, String> ordered = new LinkedHashMap<>();
        for (String column : TagColumns.ALL) {
            if (fields.containsKey(column)) {
                ordered.put(column, fields.get(column));
            }
        }
        return ordered;
    }
}
