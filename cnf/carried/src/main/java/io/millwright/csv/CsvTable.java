package io.millwright.csv;

import io.millwright.csv.CsvReader.CsvRecord;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A CSV file as in RFC 4180: header and rows of equal length. Which of comma, semicolon and tab separates, the header
 * decides: the most frequent one.
 *
 * @param lines the line of the file on which each row begins, from 1
 */
public record CsvTable(List<String> header, List<List<String>> rows, List<Integer> lines) {
    private static final long MAX_BYTES = 256L << 20;
    private static final int MOST_FIELDS = 100_000;

    /**
     * Reads a file in UTF-8.
     *
     * @throws IOException where it cannot be read, or is no such file; names the file and the line
     */
    public static CsvTable read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " is larger than 256 MiB: replay a part of it.");
        }
        try {
            return parse(Files.readString(file, StandardCharsets.UTF_8));
        } catch (MalformedInputException e) {
            throw new IOException(file + ": is not UTF-8 text: save it as UTF-8.", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads a text.
     *
     * @throws IllegalArgumentException naming the line, without the file
     */
    public static CsvTable parse(String text) {
        CsvReader reader =
                new CsvReader(text, separator(text.lines().findFirst().orElse("")), MOST_FIELDS);
        CsvRecord header = whole(reader.next());
        if (header == null) {
            throw new IllegalArgumentException("is empty: the first line must name the columns.");
        }
        List<List<String>> rows = new ArrayList<>();
        List<Integer> lines = new ArrayList<>();
        for (CsvRecord row = reader.nextNotBlank(); row != null; row = reader.nextNotBlank()) {
            if (whole(row).fields().size() != header.fields().size()) {
                throw new IllegalArgumentException("line " + row.line() + " has "
                        + row.fields().size() + " fields where the header has "
                        + header.fields().size() + ".");
            }
            rows.add(row.fields());
            lines.add(row.line());
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("has no rows after the header.");
        }
        return new CsvTable(header.fields().stream().map(String::trim).toList(), rows, lines);
    }

    private static CsvRecord whole(CsvRecord row) {
        if (row != null && row.error() != null) {
            throw new IllegalArgumentException("line " + row.line() + ": " + row.error() + ".");
        }
        return row;
    }

    private static char separator(String header) {
        char most = ',';
        for (char one : new char[] {';', '\t'}) {
            if (count(header, one) > count(header, most)) {
                most = one;
            }
        }
        return most;
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(c -> c == wanted).count();
    }
}
