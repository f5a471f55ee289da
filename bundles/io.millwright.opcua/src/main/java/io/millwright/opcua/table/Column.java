package io.millwright.opcua.table;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The columns of the tag table; their headers are data for ever. */
enum Column {
    NAME("name"),
    NODE_ID("nodeId"),
    INDEX_RANGE("indexRange"),
    FIELD("field"),
    SAMPLING("samplingMs"),
    QUEUE("queue"),
    DEADBAND("deadband"),
    SCALE("scale"),
    OFFSET("offset"),
    UNIT("unit"),
    RANGE("range"),
    STALE("staleMs"),
    STUCK("stuckMs"),
    STUCK_WHILE("stuckWhile"),
    MAX_RATE("maxRate"),
    SPIKE("spike");

    private final String header;

    Column(String header) {
        this.header = header;
    }

    String header() {
        return header;
    }

    /** Returns the column of a header in any case, or null. */
    static Column of(String text) {
        for (Column column : values()) {
            if (column.header.equalsIgnoreCase(text.trim())) {
                return column;
            }
        }
        return null;
    }

    /** Returns the headers in their usual order. */
    static String headers() {
        return Arrays.stream(values()).map(Column::header).collect(Collectors.joining(", "));
    }
}
