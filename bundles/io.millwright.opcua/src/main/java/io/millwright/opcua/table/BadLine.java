package io.millwright.opcua.table;

/** What is wrong with one line of the tag table: column, value, remedy. */
final class BadLine extends Exception {
    private static final long serialVersionUID = 1L;

    BadLine(String message) {
        super(message, null, false, false);
    }
}
