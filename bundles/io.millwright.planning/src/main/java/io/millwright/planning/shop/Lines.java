package io.millwright.planning.shop;

import io.millwright.csv.CsvTable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** The lines of an input, read cell by cell; errors name input, line, column, value and remedy. */
final class Lines {
    private static final int SHOWN_CHARACTERS = 60;
    private static final int MOST_NAME = 100;
    private static final long LEAST_TIME =
            OffsetDateTime.of(1990, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC).toEpochSecond();
    private static final long GREATEST_TIME =
            OffsetDateTime.of(2200, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC).toEpochSecond();

    private final String input;
    private final List<String> header;
    private final CsvTable table;

    /**
     * Reads a text.
     *
     * @param columns the header's columns, in this order
     * @param most how many lines are taken
     * @throws IllegalArgumentException where it is no such text
     */
    Lines(String input, List<String> columns, String csv, int most) {
        this.input = input;
        this.header = columns;
        try {
            table = CsvTable.parse(csv);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    input + ": " + e.getMessage() + " Begin with the line " + String.join(",", columns)
                            + ", and write every line like it.",
                    e);
        }
        if (!table.header().equals(columns)) {
            throw new IllegalArgumentException(input + ", line 1: the header is "
                    + shown(String.join(",", table.header())) + ". Remedy: write " + String.join(",", columns) + ".");
        }
        if (table.rows().size() > most) {
            throw new IllegalArgumentException(input + ": " + table.rows().size() + " lines are more than the " + most
                    + " that are taken. Remedy: give what is planned next, without what is far away or over.");
        }
    }

    int count() {
        return table.rows().size();
    }

    /** Returns a cell without blanks around it. */
    String text(int row, String column) {
        return table.rows().get(row).get(header.indexOf(column)).trim();
    }

    /** Returns a name: not empty, 100 characters at most. */
    String name(int row, String column) {
        String name = text(row, column);
        if (name.isEmpty() || name.length() > MOST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw refused(row, column, "is no name", "write 1 to " + MOST_NAME + " characters");
        }
        return name;
    }

    /** Returns a whole number within limits. */
    long number(int row, String column, long least, long most) {
        String text = text(row, column);
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, with the limits.
        }
        throw refused(row, column, "is no whole number from " + least + " to " + most, "correct it");
    }

    /** Returns a time in seconds since 1970 UTC, or something else where the cell is empty. */
    long time(int row, String column, long otherwise) {
        String text = text(row, column);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            if (time.getEpochSecond() >= LEAST_TIME && time.getEpochSecond() < GREATEST_TIME) {
                return time.getEpochSecond();
            }
        } catch (DateTimeException e) {
            // Refused below, with an example.
        }
        throw refused(
                row,
                column,
                "is no time between 1990 and 2200",
                "write it with its distance from UTC, as 2026-03-01T06:00:00Z");
    }

    /** Returns a time that has to be there. */
    long time(int row, String column) {
        if (text(row, column).isEmpty()) {
            throw refused(row, column, "is missing", "write a time, as 2026-03-01T06:00:00Z");
        }
        return time(row, column, 0);
    }

    /** Says what is wrong with a cell. */
    IllegalArgumentException refused(int row, String column, String wrong, String remedy) {
        return new IllegalArgumentException(input + ", line " + table.lines().get(row) + ", column " + column + ": "
                + shown(text(row, column)) + " " + wrong + ". Remedy: " + remedy + ".");
    }

    private static String shown(String text) {
        String cut = text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) + "…" : text;
        return "\"" + cut.replaceAll("\\p{Cntrl}", "?") + "\"";
    }
}
