package io.millwright.desk.table;

import io.millwright.desk.table.Finding.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Collects findings: the first hundred of each kind, and how many there are. Not thread-safe. */
public final class Findings {
    /** The most that are kept of each kind; more than anybody reads at once. */
    public static final int MOST_OF_A_KIND = 100;

    private final Map<Kind, List<Finding>> kept;
    private final Map<Kind, Integer> counts;
    private final boolean errorsAreNotes;

    /** Creates an empty collection. */
    public Findings() {
        this(new EnumMap<>(Kind.class), new EnumMap<>(Kind.class), false);
    }

    private Findings(Map<Kind, List<Finding>> kept, Map<Kind, Integer> counts, boolean errorsAreNotes) {
        this.kept = kept;
        this.counts = counts;
        this.errorsAreNotes = errorsAreNotes;
    }

    /** Returns a view on the same collection, through which an error becomes a note. */
    public Findings withErrorsAsNotes() {
        return new Findings(kept, counts, true);
    }

    /** Adds one. */
    public void add(Finding finding) {
        counts.merge(finding.kind(), 1, Integer::sum);
        List<Finding> ofKind = kept.computeIfAbsent(finding.kind(), kind -> new ArrayList<>());
        if (ofKind.size() < MOST_OF_A_KIND) {
            ofKind.add(finding);
        }
    }

    /** Adds an error of a field. */
    public void error(int line, String column, String value, String what, String remedy) {
        add(new Finding(
                errorsAreNotes ? Kind.NOTE : Kind.ERROR, line, column, value, what, errorsAreNotes ? "" : remedy));
    }

    /** Adds an error of the whole file. */
    public void error(String what, String remedy) {
        error(0, "", "", what, remedy);
    }

    /** Adds a line that becomes no tag. */
    public void leftOut(int line, String column, String value, String what, String remedy) {
        add(new Finding(Kind.LEFT_OUT, line, column, value, what, remedy));
    }

    /** Adds something to know. */
    public void note(int line, String column, String value, String what, String remedy) {
        add(new Finding(Kind.NOTE, line, column, value, what, remedy));
    }

    /** Returns how many there are of a kind, kept or not. */
    public int count(Kind kind) {
        return counts.getOrDefault(kind, 0);
    }

    /** Returns whether there is an error, so that nothing may be written. */
    public boolean refused() {
        return count(Kind.ERROR) > 0;
    }

    /** Returns those of a kind that were kept, in the order of their lines; what is of no line stands first. */
    public List<Finding> of(Kind kind) {
        return kept.getOrDefault(kind, List.of()).stream()
                .sorted(Comparator.comparingInt(Finding::line))
                .toList();
    }
}
