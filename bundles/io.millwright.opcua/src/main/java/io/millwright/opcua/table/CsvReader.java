package io.millwright.opcua.table;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Reads CSV as in RFC 4180, with any separator; keeps the line number where a record starts. */
final class CsvReader {
    /** Far more than a tag table has; a line of nothing but separators must not fill the memory. */
    private static final int MOST_FIELDS = 100;

    private final String text;
    private final char separator;
    private int at;
    private int line = 1;

    /**
     * One record.
     *
     * @param line line number where it starts, from 1
     * @param fields the fields, without quotes; at most {@value #MOST_FIELDS}
     * @param quoted the places of the fields that stood in quotes
     * @param error what is wrong with its quotes, or null
     */
    record CsvRecord(int line, List<String> fields, BitSet quoted, String error) {
        boolean blank() {
            return fields.size() == 1 && fields.get(0).isBlank();
        }
    }

    CsvReader(String text, char separator) {
        this.text = text;
        this.separator = separator;
        this.at = text.startsWith("\uFEFF") ? 1 : 0;
    }

    /** Returns the next record, or null at the end. */
    CsvRecord next() {
        if (at >= text.length()) {
            return null;
        }
        int start = line;
        List<String> fields = new ArrayList<>();
        BitSet quoted = new BitSet();
        String error = null;
        while (true) {
            StringBuilder field = new StringBuilder();
            if (at < text.length() && text.charAt(at) == '"') {
                quoted.set(fields.size());
                String problem = quoted(field);
                error = error == null ? problem : error;
            } else {
                plain(field);
            }
            if (fields.size() < MOST_FIELDS) {
                fields.add(field.toString());
            }
            if (at >= text.length() || endOfLine()) {
                return new CsvRecord(start, fields, quoted, error);
            }
            at++;
        }
    }

    private void plain(StringBuilder field) {
        while (at < text.length() && text.charAt(at) != separator && !atLineBreak()) {
            field.append(text.charAt(at++));
        }
    }

    private String quoted(StringBuilder field) {
        int opened = line;
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '"') {
                if (c == '\n') {
                    line++;
                }
                field.append(c);
            } else if (at < text.length() && text.charAt(at) == '"') {
                field.append('"');
                at++;
            } else if (at >= text.length() || text.charAt(at) == separator || atLineBreak()) {
                return null;
            } else {
                plain(field);
                return "text after a closing quote; double the quotes inside a quoted field";
            }
        }
        return "the quote opened in line " + opened + " is never closed; close it";
    }

    private boolean atLineBreak() {
        char c = text.charAt(at);
        return c == '\n' || c == '\r';
    }

    private boolean endOfLine() {
        if (!atLineBreak()) {
            return false;
        }
        if (text.charAt(at) == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n') {
            at++;
        }
        at++;
        line++;
        return true;
    }
}
