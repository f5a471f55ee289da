package io.millwright.opcua;

/** Where the tag table comes from. Called on the session's thread. */
@FunctionalInterface
interface TagTableSource {
    TagTable read(Settings settings);

    /** Returns whether reading again would give another table, as far as one can tell without reading. */
    default boolean changed(Settings settings) {
        return false;
    }
}
