package io.millwright.desk.table;

import io.millwright.form.Diagnosis;

/**
 * Something to know about a file that was read.
 *
 * @param line line of the file, from 1; 0 = no line
 * @param column the column or field as the file calls it; "" = none
 * @param value what stands there, cut if long; "" = nothing, or not to be shown
 * @param what what is the matter, with the value
 * @param remedy what to do; "" where there is nothing to do
 */
public record Finding(Kind kind, int line, String column, String value, String what, String remedy) {
    private static final int LONGEST_VALUE = 200;

    /** How much it matters. */
    public enum Kind {
        /** Nothing is written while there is one. */
        ERROR("error"),
        /** A line that is no tag, for example one that can only be written. */
        LEFT_OUT("left out"),
        /** Something that the tag table has no place for, or that was understood in one of two ways. */
        NOTE("note");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** Returns how it is called. */
        public String word() {
            return word;
        }
    }

    /** Cuts long values. */
    public Finding {
        value = cut(value);
    }

    /** Returns a text whose control characters are visible: a file must not steer the terminal that shows what is in it. */
    public static String plain(String text) {
        return text.replaceAll("\\R", "\u23ce").replaceAll("\\p{Cc}", "\ufffd");
    }

    /** Returns a text short enough to be shown, without line breaks. */
    public static String cut(String value) {
        String line = plain(value);
        return line.length() <= LONGEST_VALUE ? line : line.substring(0, LONGEST_VALUE) + "...";
    }

    /** Returns all of it on one line, for people. */
    public String text() {
        StringBuilder text = new StringBuilder(kind.word()).append(": ");
        if (line > 0) {
            text.append("line ").append(line).append(": ");
        }
        if (!column.isEmpty() && !what.startsWith(column)) {
            text.append(column).append(": ");
        }
        text.append(new Diagnosis(what, remedy).text());
        return plain(text.toString());
    }
}
