package io.millwright.desk.model;

import io.millwright.csv.CsvReader;
import io.millwright.csv.CsvReader.CsvRecord;
import io.millwright.desk.table.Findings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The columns of numbers of a long recording, read line by line: a week of a row a second is more text than fits into memory as texts. What
 * stands in the cells means the same as in {@link SignalRecording}.
 */
final class NumberColumns {
    /** In place of a value that is not to be used; NaN is no sample at all. */
    static final double UNUSABLE = Double.POSITIVE_INFINITY;

    private static final long MOST_BYTES = 192L << 20;
    private static final int MOST_FIELDS = 10_000;

    private final String file;
    private final List<Column> columns = new ArrayList<>();
    private long[] micros = new long[4_096];
    private int lines;

    /** One column of numbers; {@code values} is longer than there are lines. */
    static final class Column {
        private final String head;
        private final int at;
        private final int qualityAt;
        private double[] values = new double[4_096];
        private boolean number = true;

        Column(String head, int at, int qualityAt) {
            this.head = head;
            this.at = at;
            this.qualityAt = qualityAt;
        }

        String head() {
            return head;
        }

        double value(int line) {
            return values[line];
        }
    }

    private NumberColumns(String file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @param timeColumn "": the usual one
     * @param mostLines 0: all
     * @param findings takes the columns that hold texts
     */
    static NumberColumns read(Path file, String timeColumn, long mostLines, Findings findings)
            throws IOException, Refusal {
        if (Files.size(file) > MOST_BYTES) {
            throw new Refusal(file + " is larger than 192 MiB", "record a row less often, or give a part of it");
        }
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new Refusal(file + " is not UTF-8 text", "save it as UTF-8");
        }
        char separator = CsvReader.separatorOf(
                text,
                MOST_FIELDS,
                head -> head.strip().equals(timeColumn) || SignalRecording.TIMES.contains(head.strip()));
        NumberColumns read = new NumberColumns(file.toString());
        read.take(new CsvReader(text, separator, MOST_FIELDS), timeColumn, mostLines, findings);
        return read;
    }

    private void take(CsvReader reader, String timeColumn, long mostLines, Findings findings) throws Refusal {
        CsvRecord first = reader.nextNotBlank();
        List<String> head = first == null
                ? List.of()
                : first.fields().stream().map(String::strip).toList();
        String time = timeColumn.isEmpty() ? SignalRecording.timeColumn(head) : timeColumn;
        int timeAt = head.indexOf(time);
        if (timeAt < 0 || head.stream().distinct().count() != head.size()) {
            throw new Refusal(
                    file + ", line 1: " + head + " has no column " + time + ", or one twice",
                    "name the times, and each signal once; --time says which column it is");
        }
        for (int at = 0; at < head.size(); at++) {
            String name = head.get(at);
            boolean quality = SignalRecording.isQuality(name, head);
            if (at != timeAt && !quality) {
                columns.add(new Column(name, at, head.indexOf(SignalRecording.qualityOf(name))));
            }
        }
        for (CsvRecord line = reader.nextNotBlank(); line != null; line = reader.nextNotBlank()) {
            if (mostLines > 0 && lines == mostLines) {
                break;
            }
            take(line, head.size(), timeAt, time, findings);
        }
        columns.removeIf(column -> !column.number);
        if (lines == 0) {
            throw new Refusal(file + " has no rows after the header", "give a recording");
        }
    }

    private void take(CsvRecord line, int width, int timeAt, String time, Findings findings) throws Refusal {
        String where = file + ", line " + line.line();
        if (line.error() != null || line.fields().size() != width) {
            throw new Refusal(
                    where
                            + (line.error() == null
                                    ? " has " + line.fields().size() + " fields of " + width
                                    : ": " + line.error()),
                    "correct the line");
        }
        long at = SignalRecording.micros(line.fields().get(timeAt).strip(), where, time);
        if (lines > 0 && at < micros[lines - 1]) {
            throw new Refusal(where + ": the time goes back", "sort the recording by time");
        }
        if (lines == micros.length) {
            micros = Arrays.copyOf(micros, 2 * lines);
        }
        micros[lines] = at;
        for (Column column : columns) {
            if (column.number) {
                take(column, line, findings);
            }
        }
        lines++;
    }

    private void take(Column column, CsvRecord line, Findings findings) {
        if (lines == column.values.length) {
            column.values = Arrays.copyOf(column.values, 2 * lines);
        }
        String text = line.fields().get(column.at).strip();
        String quality =
                column.qualityAt < 0 ? "" : line.fields().get(column.qualityAt).strip();
        try {
            double value = text.isEmpty() ? Double.NaN : Double.parseDouble(text);
            boolean good = quality.isEmpty() || quality.equalsIgnoreCase("good");
            column.values[lines] = good && (text.isEmpty() || Double.isFinite(value)) ? value : UNUSABLE;
        } catch (NumberFormatException e) {
            column.number = false;
            column.values = new double[0];
            findings.leftOut(line.line(), column.head, text, "no number: the column is left out", "");
        }
    }

    List<Column> columns() {
        return columns;
    }

    int lines() {
        return lines;
    }

    /** Returns the time of a line, microseconds since 1970. */
    long micros(int line) {
        return micros[line];
    }

    String file() {
        return file;
    }
}
