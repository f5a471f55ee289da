package io.millwright.opcua;

import java.util.List;

/**
 * The tag table as it was read: the good lines, and what is wrong with the others. Immutable.
 *
 * @param rows good lines, in order, names unique
 * @param errors one per bad line or column
 */
record TagTable(List<TagRow> rows, List<TableError> errors) {
    static final TagTable EMPTY = new TagTable(List.of(), List.of());

    TagTable {
        rows = List.copyOf(rows);
        errors = List.copyOf(errors);
    }

    /**
     * One error.
     *
     * @param line line number, from 1
     * @param text what, value, remedy
     */
    record TableError(int line, String text) {
        @Override
        public String toString() {
            return "line " + line + ": " + text;
        }
    }
}
