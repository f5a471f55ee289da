package io.millwright.csv;

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
        Reader reader = new Reader(text.startsWith("\uFEFF") ? text.substring(1) : text);
        List<String> header = reader.record();
        if (header == null) {
            throw new IllegalArgumentException("is empty: the first line must name the columns.");
        }
        List<List<String>> rows = new ArrayList<>();
        List<Integer> lines = new ArrayList<>();
        for (List<String> row = reader.record(); row != null; row = reader.record()) {
            if (row.size() == 1 && row.get(0).isBlank()) {
                continue;
            }
            if (row.size() != header.size()) {
                throw new IllegalArgumentException("line " + reader.startLine + " has " + row.size()
                        + " fields where the header has " + header.size() + ".");
            }
            rows.add(row);
            lines.add(reader.startLine);
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("has no rows after the header.");
        }
        return new CsvTable(header.stream().map(String::trim).toList(), rows, lines);
    }

    private static final class Reader {
        private final String text;
        private final char separator;
        private int at;
        private int line = 1;
        private int startLine;

        Reader(String text) {
            this.text = text;
            separator = separator(text.lines().findFirst().orElse(""));
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

        /** The next record, or null at the end. */
        List<String> record() {
            if (at >= text.length()) {
                return null;
            }
            startLine = line;
            List<String> fields = new ArrayList<>();
            while (true) {
                fields.add(at < text.length() && text.charAt(at) == '"' ? quoted() : plain());
                if (at >= text.length()) {
                    return fields;
                }
                char end = text.charAt(at++);
                if (end == separator) {
                    continue;
                }
                if (end == '\r' && at < text.length() && text.charAt(at) == '\n') {
                    at++;
                }
                line++;
                return fields;
            }
        }

        private String plain() {
            int from = at;
            while (at < text.length() && !endsField(text.charAt(at))) {
                at++;
            }
            return text.substring(from, at);
        }

        private String quoted() {
            StringBuilder field = new StringBuilder();
            at++;
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c != '"') {
                    line += c == '\n' ? 1 : 0;
                    field.append(c);
                } else if (at < text.length() && text.charAt(at) == '"') {
                    field.append('"');
                    at++;
                } else if (at < text.length() && !endsField(text.charAt(at))) {
                    throw new IllegalArgumentException("line " + line + " has text after a closing quote.");
                } else {
                    return field.toString();
                }
            }
            throw new IllegalArgumentException("line " + startLine + " opens a quote that nothing closes.");
        }

        private boolean endsField(char c) {
            return c == separator || c == '\n' || c == '\r';
        }
    }
}
