package io.millwright.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A CSV file as in RFC 4180: header and rows of equal length; {@code ,} or {@code ;} as the header decides. */
record CsvTable(List<String> header, List<List<String>> rows) {
    private static final long MAX_BYTES = 256L << 20;

    /** Reads a file; errors name the file and the line. */
    static CsvTable read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " is larger than 256 MiB: replay a part of it.");
        }
        try {
            return parse(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    static CsvTable parse(String text) {
        Reader reader = new Reader(text.startsWith("\uFEFF") ? text.substring(1) : text);
        List<String> header = reader.record();
        if (header == null) {
            throw new IllegalArgumentException("is empty: the first line must name the columns.");
        }
        List<List<String>> rows = new ArrayList<>();
        for (List<String> row = reader.record(); row != null; row = reader.record()) {
            if (row.size() == 1 && row.get(0).isBlank()) {
                continue;
            }
            if (row.size() != header.size()) {
                throw new IllegalArgumentException("line " + reader.startLine + " has " + row.size()
                        + " fields where the header has " + header.size() + ".");
            }
            rows.add(row);
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("has no rows after the header.");
        }
        return new CsvTable(header.stream().map(String::trim).toList(), rows);
    }

    private static final class Reader {
        private final String text;
        private final char separator;
        private int at;
        private int line = 1;
        private int startLine;

        Reader(String text) {
            this.text = text;
            String first = text.lines().findFirst().orElse("");
            separator = first.indexOf(';') >= 0 && first.indexOf(',') < 0 ? ';' : ',';
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
