package io.millwright.bench.weld;

import java.util.Locale;

/** What advice was worth, by the true probabilities of a good weld. Not thread safe. */
final class WeldTally {
    /** Rounding, not a worse weld. */
    private static final double SAME = 1e-9;

    private int cases;
    private int worse;
    private int kept;
    private double before;
    private double after;
    private double best;

    /**
     * Counts a weld.
     *
     * @param advised whether a change was proposed
     */
    void add(double goodBefore, double goodAfter, double goodBest, boolean advised) {
        cases++;
        kept += advised ? 0 : 1;
        worse += goodAfter < goodBefore - SAME ? 1 : 0;
        before += goodBefore;
        after += goodAfter;
        best += goodBest;
    }

    void add(WeldTally other) {
        cases += other.cases;
        worse += other.worse;
        kept += other.kept;
        before += other.before;
        after += other.after;
        best += other.best;
    }

    int cases() {
        return cases;
    }

    double before() {
        return before / cases;
    }

    double after() {
        return after / cases;
    }

    double best() {
        return best / cases;
    }

    /** Share of what could be gained that was gained. */
    double captured() {
        return (after - before) / (best - before);
    }

    /** Share of the welds that advice made worse. */
    double worse() {
        return (double) worse / cases;
    }

    /** Share of the welds whose settings were kept. */
    double kept() {
        return (double) kept / cases;
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "P(good) %.3f -> %.3f of %.3f, captured %.2f, worse %d of %d, kept %d",
                before(),
                after(),
                best(),
                captured(),
                worse,
                cases,
                kept);
    }
}
