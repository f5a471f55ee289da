package io.millwright.desk.table;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of a tag table, as text. Immutable.
 *
 * @param line line of the file that it comes from, from 1
 * @param fields by column; a column that is not in it is one of which the file says nothing, an empty field is the default
 */
public record TableLine(int line, Map<String, String> fields) {
    /** Takes a copy. */
    public TableLine {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** Returns the tag's name. */
    public String name() {
        return field(TagColumns.NAME);
    }

    /** Returns the tag's NodeId. */
    public String nodeId() {
        return field(TagColumns.NODE_ID);
    }

    /** Returns a field, "" where there is none. */
    public String field(String column) {
        return fields.getOrDefault(column, "");
    }

    /** Returns this line with what another one says, and the rest of this one. */
    TableLine overlaid(TableLine other) {
        Map<String, String> both = new LinkedHashMap<>(fields);
        both.putAll(other.fields);
        return new TableLine(line, both);
    }
}
