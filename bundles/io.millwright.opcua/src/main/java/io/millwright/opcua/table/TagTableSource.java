package io.millwright.opcua.table;

import io.millwright.opcua.settings.Settings;

/** Where the tag table comes from. Called on the session's thread. */
@FunctionalInterface
public interface TagTableSource {
    /** Returns the table of these settings; what cannot be read is an error in it. */
    TagTable read(Settings settings);

    /** Returns whether a table without a line is as it should be. */
    default boolean mayBeEmpty() {
        return false;
    }

    /** Returns what to do about lines and tags that are wrong. */
    default String remedy() {
        return "Correct these lines of the tag table, or these nodes in the server.";
    }

    /** Returns whether reading again would give another table, as far as one can tell without reading. */
    default boolean changed(Settings settings) {
        return false;
    }
}
