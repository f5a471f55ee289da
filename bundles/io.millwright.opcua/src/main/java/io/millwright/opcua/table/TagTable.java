package io.millwright.opcua.table;

import java.util.List;

/**
 * The tag table as it was read: the good lines, and what is wrong with the others. Immutable.
 *
 * @param rows good lines, in order, names unique
 * @param errors one per bad line or column
 */
public record TagTable(List<TagRow> rows, List<TableError> errors) {
    /** No line, no error. */
    public static final TagTable EMPTY = new TagTable(List.of(), List.of());

    /** Takes copies. */
    public TagTable {
        rows = List.copyOf(rows);
        errors = List.copyOf(errors);
    }

    /**
     * One error.
     *
     * @param line line number, from 1; 0 = none
     * @param text what, value, remedy
     */
    public record TableError(int line, String text) {
        @Override
        public String toString() {
            return line == 0 ? text : "line " + line + ": " + text;
        }
    }
}
