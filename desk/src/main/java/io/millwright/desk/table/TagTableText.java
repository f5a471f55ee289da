package io.millwright.desk.table;

import io.millwright.csv.CsvReader;
import io.millwright.csv.CsvReader.CsvRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tag table as its file holds it, and may hold it again. Immutable.
 *
 * @param separator between fields
 * @param lineEnd after each line
 * @param columns in order
 * @param lines in order
 */
public record TagTableText(char separator, String lineEnd, List<String> columns, List<TableLine> lines) {
    /** What the gateway's parser reads of a record, and no more. */
    private static final int MOST_FIELDS = 100;

    /** A table of no lines, in the usual form. */
    public static final TagTableText EMPTY = new TagTableText(',', "\n", TagColumns.REQUIRED, List.of());

    /** Takes copies. */
    public TagTableText {
        columns = List.copyOf(columns);
        lines = List.copyOf(lines);
    }

    /**
     * Reads a table; of lines with errors, what can be read of them.
     *
     * @param findings takes what the gateway's own parser finds wrong
     */
    public static TagTableText parse(String text, Findings findings) {
        char separator = CsvReader.separatorOf(text, MOST_FIELDS, header -> TagColumns.of(header) != null);
        CsvReader reader = new CsvReader(text, separator, MOST_FIELDS);
        CsvRecord header = reader.nextNotBlank();
        if (header == null) {
            return EMPTY;
        }
        Map<String, Integer> columns = new LinkedHashMap<>();
        for (int i = 0; i < header.fields().size(); i++) {
            String column = TagColumns.of(header.fields().get(i));
            if (column != null) {
                columns.putIfAbsent(column, i);
            }
        }
        List<TableLine> lines = new ArrayList<>();
        for (CsvRecord row = reader.nextNotBlank();
                row != null && lines.size() <= GatewayCheck.MOST_LINES;
                row = reader.nextNotBlank()) {
            lines.add(line(row, columns));
        }
        GatewayCheck.whole(text, lines, findings);
        int firstBreak = text.indexOf('\n');
        String lineEnd = firstBreak > 0 && text.charAt(firstBreak - 1) == '\r' ? "\r\n" : "\n";
        return new TagTableText(separator, lineEnd, List.copyOf(columns.keySet()), lines);
    }

    private static TableLine line(CsvRecord row, Map<String, Integer> columns) {
        Map<String, String> fields = new LinkedHashMap<>();
        columns.forEach((column, at) -> {
            if (at < row.fields().size()) {
                fields.put(column, field(row, column, at));
            }
        });
        return new TableLine(row.line(), fields);
    }

    /** Returns a field as the gateway's parser takes it: a blank at the end of a quoted NodeId belongs to it. */
    public static String field(CsvRecord row, String column, int at) {
        String raw = row.fields().get(at);
        String trimmed = raw.trim();
        boolean exact = column.equals(TagColumns.NODE_ID) && row.quoted().get(at) && !trimmed.isEmpty();
        return exact ? raw.stripLeading() : trimmed;
    }

    /** Returns the table's file. */
    public String write() {
        CsvWriter writer = new CsvWriter(separator, lineEnd);
        writer.record(columns);
        for (TableLine line : lines) {
            writer.record(columns.stream().map(line::field).toList());
        }
        return writer.toString();
    }
}
