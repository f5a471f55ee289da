package io.millwright.pipeline.publish.message;

/** Writes one JSON object, member by member (RFC 8259). Names of members are constants that need no escape. Not thread-safe. */
public final class Json {
    private static final char[] HEXADECIMAL = "0123456789abcdef".toCharArray();

    private final StringBuilder text;
    private boolean first = true;

    /** Creates an empty text. */
    public Json(int expectedLength) {
        text = new StringBuilder(expectedLength);
    }

    /** Opens an object. */
    public Json open() {
        text.append('{');
        first = true;
        return this;
    }

    /** Opens an object that is a member. */
    public Json open(String name) {
        name(name);
        return open();
    }

    /** Closes an object. */
    public Json close() {
        text.append('}');
        first = false;
        return this;
    }

    /** Opens an array that is a member. */
    public Json openArray(String name) {
        name(name);
        text.append('[');
        first = true;
        return this;
    }

    /** Closes an array. */
    public Json closeArray() {
        text.append(']');
        first = false;
        return this;
    }

    /** Opens an object that is an element of an array. */
    public Json element() {
        separate();
        return open();
    }

    /** Writes a text. */
    public Json member(String name, String value) {
        name(name);
        quoted(value);
        return this;
    }

    /** Writes a whole number. */
    public Json member(String name, long value) {
        name(name);
        text.append(value);
        return this;
    }

    /** Writes true or false. */
    public Json member(String name, boolean value) {
        name(name);
        text.append(value);
        return this;
    }

    /** Writes a number, or null where it is NaN or infinite, which JSON cannot say. */
    public Json member(String name, double value) {
        name(name);
        text.append(number(value));
        return this;
    }

    /** Writes a number as an element of an array, or null as {@link #member(String, double)} does. */
    public Json element(double value) {
        separate();
        text.append(number(value));
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "null";
    }

    /** Writes a text as an element of an array. */
    public Json element(String value) {
        separate();
        quoted(value);
        return this;
    }

    /** Digits of a whole number, and its sign. */
    static int bytes(long value) {
        if (value == Long.MIN_VALUE) {
            return Long.toString(value).length();
        }
        int bytes = value < 0 ? 2 : 1;
        for (long rest = Math.abs(value) / 10; rest > 0; rest /= 10) {
            bytes++;
        }
        return bytes;
    }

    /** Bytes of a string in UTF-8 with its quotation marks. */
    static int bytes(String value) {
        int bytes = 2;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                bytes += 2;
            } else if (c < ' ') {
                bytes += 6;
            } else if (c < 0x80) {
                bytes++;
            } else {
                // Each half of a pair counts two: four bytes together.
                bytes += c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
            }
        }
        return bytes;
    }

    /** A name is a constant that needs no escape. */
    private void name(String name) {
        separate();
        text.append('"').append(name).append("\":");
    }

    private void separate() {
        if (!first) {
            text.append(',');
        }
        first = false;
    }

    private void quoted(String value) {
        text.append('"');
        int copied = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\' || c < ' ') {
                text.append(value, copied, i);
                escape(c);
                copied = i + 1;
            }
        }
        if (copied == 0) {
            // Far quicker than a part of it.
            text.append(value);
        } else {
            text.append(value, copied, value.length());
        }
        text.append('"');
    }

    private void escape(char c) {
        if (c < ' ') {
            text.append("\\u00").append(HEXADECIMAL[c >> 4]).append(HEXADECIMAL[c & 0xf]);
        } else {
            text.append('\\').append(c);
        }
    }
}
