package io.millwright.desk.export;

import io.millwright.desk.table.Findings;
import io.millwright.desk.table.TagTableText;

/** What a tag table can be written as. */
public enum ExportFormat {
    /** As a gateway reads it: commas, decimal points, UTF-8. */
    TABLE("table") {
        @Override
        public String write(TagTableText table, String endpoint, Findings findings) {
            return new TagTableText(',', "\n", table.columns(), table.lines()).write();
        }
    },
    /** As a spreadsheet with decimal commas opens and saves it. */
    SPREADSHEET("spreadsheet") {
        @Override
        public String write(TagTableText table, String endpoint, Findings findings) {
            return Spreadsheet.write(table, findings);
        }
    },
    /** OPC Publisher's published-nodes file. */
    OPC_PUBLISHER("opc-publisher") {
        @Override
        public String write(TagTableText table, String endpoint, Findings findings) {
            return PublishedNodes.write(table, endpoint, findings);
        }
    };

    private final String word;

    ExportFormat(String word) {
        this.word = word;
    }

    /** Returns how it is called on the command line. */
    public String word() {
        return word;
    }

    /**
     * Returns the file's text.
     *
     * @param table without errors
     * @param endpoint the server's URL, for a format that names it
     * @param findings takes an error for each field that the format has no place for
     */
    public abstract String write(TagTableText table, String endpoint, Findings findings);
}
