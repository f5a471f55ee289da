package io.millwright.supervision;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One equation that the counters of a component obey: what came into a stage went on, waits, was held back on purpose or is counted as lost.
 * Data for whoever keeps account, with words for people; written beside the counters that it names. Immutable.
 *
 * <p>Counters are read one after the other while threads count, so the two sides may differ by what moves in that moment; such a difference
 * is gone in the next reading, and one that stays is something that nobody counted. A reading in which both sides are equal is enough to know
 * that nothing was lost before it without being counted: such a difference would never go away.
 */
public final class Balance {
    /** What became of the entries that a counter counts. May grow. */
    public enum Fate {
        /** They came into the stage: the left side of the equation. */
        CAME,
        /** They went on to the next stage. */
        PASSED,
        /** They are in the stage now; the counter may fall. */
        WAITING,
        /** They are not meant to go on: nothing changed, a machine that stands, a window that still fills. */
        WITHHELD,
        /** They did not make it. */
        LOST,
        /** They were lost before they could come into the stage, or after it had passed them on; no part of the equation. */
        BESIDE
    }

    /**
     * A counter in its place in the equation.
     *
     * @param counter its name in {@link Supervised#counters()}
     * @param fate what became of what it counts
     * @param text why, in words that follow "because"; for people
     */
    public record Term(String counter, Fate fate, String text) {
        /** Checks that nothing is missing. */
        public Term {
            Objects.requireNonNull(counter);
            Objects.requireNonNull(fate);
            Objects.requireNonNull(text);
        }
    }

    private final String stage;
    private final String unit;
    private final List<Term> terms;
    private final boolean lasting;

    private Balance(String stage, String unit, List<Term> terms, boolean lasting) {
        this.lasting = lasting;
        this.stage = Objects.requireNonNull(stage);
        this.unit = Objects.requireNonNull(unit);
        this.terms = List.copyOf(terms);
    }

    /**
     * Returns the balance of a stage, without terms.
     *
     * @param stage its name, which no other one of the component has
     * @param unit what is counted, in the plural
     */
    public static Balance of(String stage, String unit) {
        return new Balance(stage, unit, List.of(), false);
    }

    private Balance with(String counter, Fate fate, String text) {
        List<Term> more = new ArrayList<>(terms);
        more.add(new Term(counter, fate, text));
        return new Balance(stage, unit, more, lasting);
    }

    /** Returns this with a counter of what comes in. */
    public Balance came(String counter) {
        return with(counter, Fate.CAME, "");
    }

    /** Returns this with a counter of what goes on. */
    public Balance passed(String counter) {
        return with(counter, Fate.PASSED, "");
    }

    /** Returns this with a counter of what is in the stage. */
    public Balance waiting(String counter) {
        return with(counter, Fate.WAITING, "");
    }

    /** Returns this with a counter of what goes no further on purpose, and why. */
    public Balance withheld(String counter, String why) {
        return with(counter, Fate.WITHHELD, why);
    }

    /** Returns this with a counter of what is lost, and why. */
    public Balance lost(String counter, String why) {
        return with(counter, Fate.LOST, why);
    }

    /** Returns this with a counter of what is known to have been lost outside of the equation, and why. */
    public Balance beside(String counter, String why) {
        return with(counter, Fate.BESIDE, why);
    }

    /** Returns the same equation of counters whose names have something in front, and of another stage. */
    public Balance prefixed(String prefix, String otherStage) {
        return new Balance(
                otherStage,
                unit,
                terms.stream()
                        .map(term -> new Term(prefix + term.counter(), term.fate(), term.text()))
                        .toList(),
                lasting);
    }

    /** Returns the same equation of counters that go on where the component is started anew, as long as its bundle runs. */
    public Balance ofBundle() {
        return new Balance(stage, unit, terms, true);
    }

    /** Returns whether the counters go on where the component is started anew; those of others begin at 0 then. */
    public boolean lasting() {
        return lasting;
    }

    /** Returns the stage's name. */
    public String stage() {
        return stage;
    }

    /** Returns what is counted, in the plural: samples, windows, decisions, messages. */
    public String unit() {
        return unit;
    }

    /** Returns the terms, what came in first. */
    public List<Term> terms() {
        return terms;
    }

    /**
     * Returns how many came in of which nothing is known: 0 in a reading that balances, negative where more is accounted for than came.
     *
     * @param counters of the component, all from one reading
     * @throws IllegalArgumentException a counter of a term is not there
     */
    public long missing(Map<String, Long> counters) {
        long missing = 0;
        for (Term term : terms) {
            Long value = counters.get(term.counter());
            if (value == null) {
                throw new IllegalArgumentException(stage + ": there is no counter '" + term.counter() + "'");
            }
            missing += term.fate() == Fate.BESIDE ? 0 : term.fate() == Fate.CAME ? value : -value;
        }
        return missing;
    }

    /** Returns the equation with the counters' names. */
    @Override
    public String toString() {
        StringBuilder left = new StringBuilder(stage).append(": ");
        StringBuilder right = new StringBuilder();
        int came = 0;
        for (Term term : terms) {
            if (term.fate() == Fate.CAME) {
                left.append(came++ > 0 ? " + " : "").append(term.counter());
            } else if (term.fate() != Fate.BESIDE) {
                right.append(right.length() > 0 ? " + " : "").append(term.counter());
            }
        }
        return left + " = " + right;
    }
}
