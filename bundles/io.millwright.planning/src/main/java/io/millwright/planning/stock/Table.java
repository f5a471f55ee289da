package io.millwright.planning.stock;

import io.millwright.csv.CsvReader;
import io.millwright.csv.CsvReader.CsvRecord;
import java.util.List;

/** Walks over the lines of a CSV text with a given header. Columns may stand in any order; those left out are empty. */
final class Table {
    /** As {@link io.millwright.decision.Planner#accept} says. */
    private static final int MOST_CHARACTERS = 64 << 20;

    private static final int MOST_FIELDS = 64;
    private static final int LONGEST_NAME = 100;

    private final CsvReader reader;
    private final List<String> columns;
    private final int[] places;
    private final int fields;
    private CsvRecord row;

    /**
     * Reads the header.
     *
     * @param columns all that are known
     * @param required how many of them, from the first on, must be there
     */
    Table(String text, List<String> columns, int required) {
        if (text.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException(text.length()
                    + " characters: more than 67,108,864. Leave out parts or periods that are not planned.");
        }
        reader = new CsvReader(
                text, CsvReader.separatorOf(firstLine(text), MOST_FIELDS, columns::contains), MOST_FIELDS);
        this.columns = columns;
        CsvRecord header = whole(reader.nextNotBlank());
        if (header == null) {
            throw new IllegalArgumentException("no lines: the first one must be " + String.join(",", columns) + ".");
        }
        List<String> found = header.fields().stream().map(String::strip).toList();
        for (String name : found) {
            if (!columns.contains(name) || found.indexOf(name) != found.lastIndexOf(name)) {
                throw Refused.at(
                        header.line(),
                        name,
                        name,
                        "no column, or twice the same; the header is " + String.join(",", columns) + ".");
            }
        }
        fields = found.size();
        places = columns.stream().mapToInt(found::indexOf).toArray();
        for (int i = 0; i < required; i++) {
            if (places[i] < 0) {
                throw Refused.line(
                        header.line(),
                        "column " + columns.get(i) + " is missing; the header is " + String.join(",", columns) + ".");
            }
        }
    }

    /** Goes to the next line that is not empty; false at the end. */
    boolean next() {
        row = whole(reader.nextNotBlank());
        if (row != null && row.fields().size() != fields) {
            throw Refused.line(
                    row.line(), row.fields().size() + " fields where the header has " + fields + ": one per column.");
        }
        return row != null;
    }

    int line() {
        return row.line();
    }

    /** The text of a column, "" where it is not there. */
    String text(int column) {
        return places[column] < 0 ? "" : row.fields().get(places[column]).strip();
    }

    /** A name of 1 to 100 characters. */
    String name(int column) {
        String name = text(column);
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw refused(column, "write a name of 1 to " + LONGEST_NAME + " characters.");
        }
        return name;
    }

    /** A number within limits, or another one where the field is empty. */
    double number(int column, double otherwise, double least, double most, String remedy) {
        String text = text(column);
        if (text.isEmpty()) {
            return otherwise;
        }
        double number;
        try {
            number = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw refused(column, "no number (with a point, no separators of thousands); " + remedy);
        }
        if (!(number >= least && number <= most)) {
            throw refused(column, remedy);
        }
        return number;
    }

    IllegalArgumentException refused(int column, String remedy) {
        return Refused.at(row.line(), columns.get(column), text(column), remedy);
    }

    private static CsvRecord whole(CsvRecord record) {
        if (record != null && record.error() != null) {
            throw Refused.line(record.line(), record.error() + ".");
        }
        return record;
    }

    private static String firstLine(String text) {
        return text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    }
}
