package io.millwright.desk.source;

import io.millwright.csv.CsvReader;
import io.millwright.csv.CsvReader.CsvRecord;
import io.millwright.desk.table.CheckedLines;
import io.millwright.desk.table.Finding;
import io.millwright.desk.table.Findings;
import io.millwright.desk.table.TagTableText;
import io.millwright.form.Diagnosis;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** A CSV file with a header, read record by record by the names of its columns. Not thread-safe. */
final class CsvSource {
    /** Far more than any of these files has. */
    private static final int MOST_FIELDS = 100;

    /** What spreadsheets write above the header to tell each other the separator. */
    private static final String SEPARATOR_LINE = "sep=";

    private final CsvReader reader;
    private final char separator;
    private final Findings findings;
    private final Map<String, Integer> columns = new HashMap<>();
    private final Set<String> unknown = new TreeSet<>();
    private int columnCount;
    private int headerLine;

    private CsvSource(CsvReader reader, char separator, Findings findings) {
        this.reader = reader;
        this.separator = separator;
        this.findings = findings;
    }

    /**
     * Reads the header.
     *
     * @param column the column of a header, or null for one that nobody reads
     */
    static CsvSource of(String text, UnaryOperator<String> column, Findings findings) {
        boolean told = text.regionMatches(true, 0, SEPARATOR_LINE, 0, SEPARATOR_LINE.length())
                && text.length() > SEPARATOR_LINE.length();
        char separator = told
                ? text.charAt(SEPARATOR_LINE.length())
                : CsvReader.separatorOf(text, MOST_FIELDS, header -> column.apply(header) != null);
        CsvReader reader = new CsvReader(text, separator, MOST_FIELDS);
        if (told) {
            reader.next();
        }
        CsvSource source = new CsvSource(reader, separator, findings);
        source.header(reader.nextNotBlank(), column);
        return source;
    }

    private void header(CsvRecord header, UnaryOperator<String> column) {
        if (header == null) {
            return;
        }
        headerLine = header.line();
        columnCount = header.fields().size();
        for (int i = 0; i < columnCount; i++) {
            String title = header.fields().get(i).trim();
            String name = column.apply(title);
            if (name == null) {
                unknown.add(Finding.cut(title));
            } else if (columns.putIfAbsent(name, i) != null) {
                findings.error(
                        headerLine,
                        title,
                        title,
                        "column '" + Finding.cut(title) + "' occurs twice",
                        "remove one of them");
            }
        }
    }

    /** Returns a title in small letters, with nothing but letters and digits: people write Node ID, node_id and nodeId. */
    static String word(String title) {
        return title.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }

    /** Returns whether all of these columns are there; if not, that is an error. */
    boolean has(List<String> needed, Map<String, String> titles) {
        boolean all = true;
        for (String column : needed) {
            if (!columns.containsKey(column)) {
                all = false;
                String title = titles.getOrDefault(column, column);
                findings.error(
                        headerLine,
                        title,
                        "",
                        "the header has no column '" + title + "'",
                        "name the columns in the first line, or say with --format what the file is");
            }
        }
        return all;
    }

    /** Returns the columns that are there, in no order. */
    Set<String> columns() {
        return columns.keySet();
    }

    /** Returns the titles that nobody reads, in alphabetical order; an empty title is none. */
    List<String> unknown() {
        return unknown.stream().filter(title -> !title.isEmpty()).toList();
    }

    int headerLine() {
        return headerLine;
    }

    char separator() {
        return separator;
    }

    /** Returns the next record that can be read, or null at the end; the others are errors. */
    CsvRecord next(CheckedLines lines) {
        for (CsvRecord row = reader.nextNotBlank(); row != null; row = reader.nextNotBlank()) {
            if (row.error() == null && row.fields().stream().allMatch(String::isBlank)) {
                // Spreadsheets write the empty lines below a table as separators.
                continue;
            }
            if (!lines.counted(row.line())) {
                return null;
            }
            if (row.error() != null) {
                Diagnosis diagnosis = Diagnosis.parse(row.error());
                findings.error(row.line(), "", "", diagnosis.what(), diagnosis.remedy());
            } else if (row.fields().stream().skip(columnCount).anyMatch(field -> !field.isBlank())) {
                findings.error(
                        row.line(),
                        "",
                        row.fields().get(columnCount),
                        row.fields().size() + " fields, but the header has " + columnCount,
                        "put a field that contains the separator in double quotes");
            } else {
                return row;
            }
        }
        return null;
    }

    /** Returns a field, without blanks around it; null where the file has no such column, or nothing stands there. */
    String field(CsvRecord row, String column) {
        Integer at = columns.get(column);
        if (at == null || at >= row.fields().size()) {
            return null;
        }
        String field = TagTableText.field(row, column, at);
        return field.isEmpty() ? null : field;
    }
}
