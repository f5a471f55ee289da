package io.millwright.desk.source;

import io.millwright.csv.CsvReader.CsvRecord;
import io.millwright.desk.table.CheckedLines;
import io.millwright.desk.table.Finding;
import io.millwright.desk.table.Findings;
import io.millwright.desk.table.TagColumns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads a tag table as a person keeps it in a spreadsheet: columns in any order and spelling, further columns, semicolons,
 * decimal commas.
 */
final class SpreadsheetReader implements SourceReader {
    /** What people call the columns, in small letters without blanks. */
    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("tag", TagColumns.NAME),
            Map.entry("tagname", TagColumns.NAME),
            Map.entry("node", TagColumns.NODE_ID),
            Map.entry("opcuanodeid", TagColumns.NODE_ID),
            Map.entry("sampling", TagColumns.SAMPLING),
            Map.entry("samplinginterval", TagColumns.SAMPLING),
            Map.entry("samplingintervalms", TagColumns.SAMPLING),
            Map.entry("queuesize", TagColumns.QUEUE),
            Map.entry("factor", TagColumns.SCALE),
            Map.entry("units", TagColumns.UNIT),
            Map.entry("engineeringunit", TagColumns.UNIT),
            Map.entry("engineeringunits", TagColumns.UNIT));

    private static final Pattern COMMA = Pattern.compile("[+-]?\\d*,\\d+(?:[eE][+-]?\\d+)?");
    private static final Pattern GROUPED = Pattern.compile("[+-]?\\d{1,3}(?:\\.\\d{3})+,\\d+");

    /** A line before it is known whether the file has decimal commas. */
    private record Raw(int line, Map<String, String> fields) {}

    @Override
    public Map<String, String> names() {
        return Map.of();
    }

    /** Returns the column that a title means, or null. */
    static String column(String title) {
        String word = CsvSource.word(title);
        for (String column : TagColumns.ALL) {
            if (CsvSource.word(column).equals(word)) {
                return column;
            }
        }
        return ALIASES.get(word);
    }

    @Override
    public void read(String text, SourceOptions options, CheckedLines into) {
        Findings findings = into.findings();
        CsvSource source = CsvSource.of(text, SpreadsheetReader::column, findings);
        if (!source.has(List.of(TagColumns.NAME, TagColumns.NODE_ID), Map.of())) {
            return;
        }
        for (String title : source.unknown()) {
            findings.note(
                    source.headerLine(),
                    title,
                    "",
                    "column '" + title + "' is none of a tag table and is not taken over",
                    "");
        }
        List<Raw> rows = new ArrayList<>();
        for (CsvRecord row = source.next(into); row != null; row = source.next(into)) {
            rows.add(raw(source, row));
        }
        boolean commas = source.separator() != ',' && rows.stream().anyMatch(SpreadsheetReader::hasComma);
        if (commas) {
            findings.note(0, "", "", "numbers are read with a decimal comma, as in 0,5", "");
        }
        for (Raw row : rows) {
            if (!commas || withPoints(row, findings)) {
                into.add(row.line(), row.fields());
            }
        }
    }

    private static Raw raw(CsvSource source, CsvRecord row) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String column : TagColumns.ALL) {
            String field = source.field(row, column);
            if (field != null) {
                // Spreadsheets put a blank that does not break between number and percent sign.
                fields.put(
                        column,
                        TagColumns.DECIMALS.contains(column)
                                ? field.replace('\u00a0', ' ').replace('\u202f', ' ')
                                : field);
            }
        }
        // Without them the line says nothing at all about what it must say; the check names the column.
        fields.putIfAbsent(TagColumns.NAME, "");
        fields.putIfAbsent(TagColumns.NODE_ID, "");
        return new Raw(row.line(), fields);
    }

    private static boolean hasComma(Raw row) {
        return TagColumns.DECIMALS.stream()
                .map(column -> number(row.fields().getOrDefault(column, "")))
                .anyMatch(number -> COMMA.matcher(number).matches()
                        || GROUPED.matcher(number).matches());
    }

    private static String number(String field) {
        return (field.endsWith("%") ? field.substring(0, field.length() - 1) : field).trim();
    }

    /** In a file with decimal commas 1.234 may be a thousand or a little more than one: nobody guesses that. */
    private static boolean withPoints(Raw row, Findings findings) {
        boolean good = true;
        for (String column : TagColumns.DECIMALS) {
            String field = row.fields().getOrDefault(column, "");
            String number = number(field);
            if (COMMA.matcher(number).matches()) {
                row.fields().put(column, field.replace(',', '.'));
            } else if (GROUPED.matcher(number).matches()) {
                row.fields().put(column, field.replace(".", "").replace(',', '.'));
            } else if (number.indexOf('.') >= 0) {
                good = false;
                findings.error(
                        row.line(),
                        column,
                        field,
                        column + " '" + Finding.cut(field)
                                + "' has a point, but other numbers of this file have decimal commas",
                        "write it with a comma, and thousands without a point");
            }
        }
        return good;
    }
}
