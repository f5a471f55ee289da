package io.millwright.opcua.table;

import io.millwright.opcua.settings.Settings;

/** Where the tag table comes from. Called on the session's thread. */
@FunctionalInterface
public interface TagTableSource {
    /** Returns the table of these settings; what cannot be read is an error in it. */
    TagTable read(Settings settings);

    /** Returns whether reading again would give another table, as far as one can tell without reading. */
    default boolean changed(Settings settings) {
        return false;
    }
}
