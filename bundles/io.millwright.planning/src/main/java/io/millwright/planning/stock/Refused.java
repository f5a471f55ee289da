package io.millwright.planning.stock;

/** Refusals of an input: line, column, value and remedy. */
final class Refused {
    private static final int SHOWN = 40;

    private Refused() {}

    static IllegalArgumentException at(int line, String column, String value, String remedy) {
        return new IllegalArgumentException(
                "line " + line + ", column " + column + ": '" + shown(value) + "': " + remedy);
    }

    static IllegalArgumentException line(int line, String what) {
        return new IllegalArgumentException("line " + line + ": " + what);
    }

    static String shown(String value) {
        return value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
    }
}
