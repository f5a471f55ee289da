package io.millwright.planning.input;

import io.millwright.csv.CsvReader;
import io.millwright.csv.CsvReader.CsvRecord;
import java.util.List;

/**
 * Walks over the lines of an input that is CSV with a given header. Columns may stand in any order, separated by comma, semicolon or tab;
 * those left out are empty. Nothing of a line is kept once the next one is read. Not thread-safe.
 */
public final class InputTable {
    /** As {@link io.millwright.decision.Planner#accept} says. */
    private static final int MOST_CHARACTERS = 64 << 20;

    private static final int MOST_FIELDS = 64;

    private final String input;
    private final List<String> columns;
    private final int mostLines;
    private final CsvReader reader;
    private final int[] places;
    private final int fields;
    private CsvRecord row;
    private int lines;

    /**
     * Reads the header, all of whose columns must be there.
     *
     * @param input its name, for errors
     * @param header the names of its columns, with commas between them
     * @param mostLines how many lines are taken after it
     * @throws IllegalArgumentException if it is another one
     */
    public InputTable(String input, String header, String csv, int mostLines) {
        this(input, header, header.split(",").length, csv, mostLines);
    }

    /**
     * The same where columns may be left out.
     *
     * @param required how many of them, from the first on, must be there
     */
    public InputTable(String input, String header, int required, String csv, int mostLines) {
        this.input = input;
        this.mostLines = mostLines;
        columns = List.of(header.split(","));
        if (csv.length() > MOST_CHARACTERS) {
            throw refused(csv.length() + " characters are more than the " + MOST_CHARACTERS + " that are taken");
        }
        reader = new CsvReader(
                csv,
                CsvReader.separatorOf(firstLine(csv), MOST_FIELDS, name -> columns.contains(name.strip())),
                MOST_FIELDS);
        CsvRecord first = whole(reader.nextNotBlank());
        if (first == null) {
            throw new IllegalArgumentException(input + " is empty. Remedy: begin with the line " + header + ".");
        }
        List<String> found = first.fields().stream().map(String::strip).toList();
        if (!columns.containsAll(found)
                || found.stream().distinct().count() < found.size()
                || !found.containsAll(columns.subList(0, required))) {
            throw new IllegalArgumentException(input + ", line " + first.line() + ": the header is "
                    + Cell.shown(String.join(",", found)) + ". Remedy: write " + header + ".");
        }
        fields = found.size();
        places = columns.stream().mapToInt(found::indexOf).toArray();
    }

    /**
     * Goes to the next line that is not empty; false at the end.
     *
     * @throws IllegalArgumentException if it is none of such a header, there are too many, or there was none at all
     */
    public boolean next() {
        row = whole(reader.nextNotBlank());
        if (row == null) {
            if (lines == 0) {
                throw new IllegalArgumentException(
                        input + " has no lines after the header. Remedy: write one at least.");
            }
            return false;
        }
        if (row.fields().size() != fields) {
            throw new IllegalArgumentException(
                    input + ", line " + row.line() + " has " + row.fields().size() + " fields where the header has "
                            + fields + ". Remedy: write one per column.");
        }
        lines++;
        if (lines > mostLines) {
            throw refused("there are more than the " + mostLines + " lines that are taken");
        }
        return true;
    }

    private IllegalArgumentException refused(String tooMuch) {
        return new IllegalArgumentException(
                input + ": " + tooMuch + ". Remedy: give what is planned next, without what is far away or over.");
    }

    /** Returns a cell of the line. */
    public Cell cell(String column) {
        int place = places[columns.indexOf(column)];
        return new Cell(
                input,
                row.line(),
                column,
                place < 0 ? "" : row.fields().get(place).strip());
    }

    /** Says what is wrong with the line as a whole. */
    public IllegalArgumentException refused(IllegalArgumentException cause) {
        return new IllegalArgumentException(input + ", line " + row.line() + ": " + cause.getMessage(), cause);
    }

    private CsvRecord whole(CsvRecord read) {
        if (read != null && read.error() != null) {
            throw new IllegalArgumentException(input + ", line " + read.line() + ": " + read.error() + ".");
        }
        return read;
    }

    private static String firstLine(String text) {
        return text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    }
}
