package io.millwright.desk.table;

/** A file that cannot be read at all, and what to do. */
public final class UnreadableFile extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Finding finding;

    UnreadableFile(Finding finding) {
        super(finding.text(), null, false, false);
        this.finding = finding;
    }

    /** Returns what is the matter. */
    public Finding finding() {
        return finding;
    }
}
