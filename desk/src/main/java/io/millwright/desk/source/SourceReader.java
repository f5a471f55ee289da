package io.millwright.desk.source;

import io.millwright.desk.table.CheckedLines;
import java.util.Map;

/** Reads tags from the text of one kind of file; never throws for bad text. */
interface SourceReader {
    /** Returns what such a file calls the columns of the tag table, where it has other names. */
    Map<String, String> names();

    /** Reads a text, without byte order mark. */
    void read(String text, SourceOptions options, CheckedLines into);
}
