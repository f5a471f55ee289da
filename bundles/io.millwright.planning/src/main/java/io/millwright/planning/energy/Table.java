package io.millwright.planning.energy;

import io.millwright.csv.CsvTable;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;

/** An input as CSV with a given header; what is wrong is named with line, column, value and remedy. */
final class Table {
    private static final int MOST_ROWS = 200_000;
    private static final int SHOWN = 40;
    private static final int MINUTES = 15;
    private static final int MINUTES_PER_HOUR = 60;

    private final String input;
    private final List<String> header;
    private final CsvTable table;

    private Table(String input, String header, String csv) {
        this.input = input;
        this.header = List.of(header.split(","));
        try {
            table = CsvTable.parse(csv);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(input + ": " + e.getMessage(), e);
        }
        if (!table.header().equals(this.header)) {
            throw new IllegalArgumentException(input + ", line 1: the columns are "
                    + shown(String.join(",", table.header())) + ": write " + header + ".");
        }
        if (table.rows().size() > MOST_ROWS) {
            throw new IllegalArgumentException(
                    input + ": " + table.rows().size() + " lines: give " + MOST_ROWS + " at most.");
        }
    }

    static Table of(String input, String header, String csv) {
        return new Table(input, header, csv);
    }

    int rows() {
        return table.rows().size();
    }

    String text(int row, String column) {
        return table.rows().get(row).get(header.indexOf(column)).strip();
    }

    double number(int row, String column, double least, double most) {
        String text = text(row, column);
        try {
            double number = Double.parseDouble(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, with the range.
        }
        throw refused(row, column, "write a number from " + plain(least) + " to " + plain(most));
    }

    /** Minutes in whole parts, as a count of parts. */
    int parts(int row, String column) {
        double minutes = number(row, column, MINUTES, MINUTES * MeterParts.DAY);
        if (minutes % MINUTES != 0) {
            throw refused(row, column, "write a multiple of 15 minutes");
        }
        return (int) minutes / MINUTES;
    }

    /** A time of day as a slot; 24:00 is 96. */
    int slot(int row, String column) {
        String text = text(row, column);
        if (text.equals("24:00")) {
            return MeterParts.DAY;
        }
        try {
            LocalTime time = LocalTime.parse(text.length() == "9:00".length() ? "0" + text : text);
            if (time.getMinute() % MINUTES == 0 && time.getSecond() == 0 && time.getNano() == 0) {
                return (time.getHour() * MINUTES_PER_HOUR + time.getMinute()) / MINUTES;
            }
        } catch (DateTimeParseException e) {
            // Refused below.
        }
        throw refused(row, column, "write a quarter of an hour such as 08:15, or 24:00 for the end of the day");
    }

    IllegalArgumentException refused(int row, String column, String remedy) {
        return new IllegalArgumentException(input + ", line " + table.lines().get(row) + ", column " + column + ", \""
                + shown(text(row, column)) + "\": " + remedy + ".");
    }

    /** The same for what is wrong with a line as a whole. */
    IllegalArgumentException refused(int row, IllegalArgumentException cause) {
        return new IllegalArgumentException(
                input + ", line " + table.lines().get(row) + ": " + cause.getMessage(), cause);
    }

    private static String shown(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? String.format(Locale.ROOT, "%.0f", number) : Double.toString(number);
    }
}
