package io.millwright.desk.source;

import io.millwright.csv.CsvReader;
import io.millwright.csv.CsvReader.CsvRecord;
import io.millwright.desk.table.CheckedLines;
import io.millwright.desk.table.Findings;
import io.millwright.desk.table.TableLine;
import java.util.List;

/** The kinds of files that tags can be imported from. */
public enum SourceFormat {
    /** A tag table, also from a spreadsheet. */
    TABLE("table", new SpreadsheetReader()),
    /** Kepware's CSV export of a device or tag group. */
    KEPWARE("kepware", new KepwareReader()),
    /** OPC Publisher's published-nodes file. */
    OPC_PUBLISHER("opc-publisher", new PublishedNodesReader()),
    /** The channels of a Kura asset on the stock OPC UA driver: the web admin's CSV, a snapshot in XML or JSON. */
    KURA("kura", new KuraReader());

    private static final int MOST_FIELDS = 100;

    private final String word;
    private final SourceReader reader;

    SourceFormat(String word, SourceReader reader) {
        this.word = word;
        this.reader = reader;
    }

    /** Returns how it is called on the command line. */
    public String word() {
        return word;
    }

    /** Returns the kind of a text without byte order mark, by how it begins; a table where nothing else fits. */
    public static SourceFormat of(String text) {
        String begin = text.stripLeading();
        if (begin.startsWith("[")) {
            return OPC_PUBLISHER;
        }
        if (begin.startsWith("{") || begin.startsWith("<")) {
            return KURA;
        }
        for (char separator : new char[] {',', ';', '\t'}) {
            CsvRecord header = new CsvReader(text, separator, MOST_FIELDS).nextNotBlank();
            List<String> fields = header == null
                    ? List.of()
                    : header.fields().stream().map(CsvSource::word).toList();
            if (fields.contains("tagname") && fields.contains("address")) {
                return KEPWARE;
            }
            if (header != null
                    && header.fields().stream().anyMatch(field -> field.trim().equals(KuraChannel.NODE))) {
                return KURA;
            }
        }
        return TABLE;
    }

    /**
     * Reads the tags of a text without byte order mark; never throws for bad text.
     *
     * @param findings takes what is wrong, left out or to be known
     */
    public List<TableLine> read(String text, SourceOptions options, Findings findings) {
        CheckedLines lines = new CheckedLines(reader.names(), options.prefix(), findings);
        if (text.isBlank()) {
            findings.error("the file is empty", "name a file with tags");
            return List.of();
        }
        reader.read(text, options, lines);
        if (lines.lines().isEmpty() && !findings.refused()) {
            findings.error("the file has no tags", "name a file with tags, or another --format than " + word);
        }
        return lines.lines();
    }
}
