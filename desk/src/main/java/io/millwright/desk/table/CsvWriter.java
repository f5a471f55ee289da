package io.millwright.desk.table;

import java.util.List;

/** Writes CSV as in RFC 4180, with any separator and line end. Not thread-safe. */
public final class CsvWriter {
    private final StringBuilder text = new StringBuilder();
    private final char separator;
    private final String lineEnd;

    /** Creates a writer of nothing yet. */
    public CsvWriter(char separator, String lineEnd) {
        this.separator = separator;
        this.lineEnd = lineEnd;
    }

    /** Writes one record. */
    public void record(List<String> fields) {
        for (int i = 0; i < fields.size(); i++) {
            if (i > 0) {
                text.append(separator);
            }
            field(fields.get(i));
        }
        text.append(lineEnd);
    }

    /** Blanks around a field are kept by quotes; a reader may cut them otherwise. */
    private void field(String field) {
        boolean quoted = field.indexOf(separator) >= 0
                || field.indexOf('"') >= 0
                || field.indexOf('\n') >= 0
                || field.indexOf('\r') >= 0
                || !field.equals(field.strip());
        if (quoted) {
            text.append('"').append(field.replace("\"", "\"\"")).append('"');
        } else {
            text.append(field);
        }
    }

    /** Returns what was written. */
    @Override
    public String toString() {
        return text.toString();
    }
}
