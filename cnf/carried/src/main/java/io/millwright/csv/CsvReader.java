package io.millwright.csv;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/** Reads CSV as in RFC 4180, with any separator; keeps the line number where a record starts. Not thread-safe. */
public final class CsvReader {
    private static final char[] SEPARATORS = {',', ';', '\t'};

    private final String text;
    private final char separator;
    private final int mostFields;
    private int at;
    private int line = 1;

    /**
     * One record.
     *
     * @param line line number where it starts, from 1
     * @param fields the fields, without quotes; no more than the reader was told
     * @param quoted the places of the fields that stood in quotes
     * @param error what is wrong with its quotes, or null
     */
    public record CsvRecord(int line, List<String> fields, BitSet quoted, String error) {
        /** Returns whether it is an empty line. */
        public boolean blank() {
            return fields.size() == 1 && fields.get(0).isBlank();
        }
    }

    /**
     * Creates a reader.
     *
     * @param text may begin with a byte order mark
     * @param mostFields of a record, further ones are left out: a line of nothing but separators must not fill the memory
     */
    public CsvReader(String text, char separator, int mostFields) {
        this.text = text;
        this.separator = separator;
        this.mostFields = mostFields;
        this.at = text.startsWith("\uFEFF") ? 1 : 0;
    }

    /**
     * Returns which of comma, semicolon and tab separates: the one with which the first record has the most known headers.
     *
     * @param known whether a field is a known header
     */
    public static char separatorOf(String text, int mostFields, Predicate<String> known) {
        char best = SEPARATORS[0];
        long most = -1;
        for (char separator : SEPARATORS) {
            CsvRecord header = new CsvReader(text, separator, mostFields).nextNotBlank();
            long found =
                    header == null ? 0 : header.fields().stream().filter(known).count();
            if (found > most) {
                most = found;
                best = separator;
            }
        }
        return best;
    }

    /** Returns the next record that is not an empty line, or null at the end. */
    public CsvRecord nextNotBlank() {
        CsvRecord next = next();
        while (next != null && next.blank()) {
            next = next();
        }
        return next;
    }

    /** Returns the next record, or null at the end. */
    public CsvRecord next() {
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
            if (fields.size() < mostFields) {
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
