package io.millwright.form;

import java.util.List;

/**
 * What is the matter, and what to do. Immutable.
 *
 * @param what with field and value, no full stop at the end unless there are several sentences
 * @param remedy what to do, "" where there is nothing to do
 */
public record Diagnosis(String what, String remedy) {
    private static final int MOST_REMEDIES = 5;

    /** Nothing is the matter. */
    public static final Diagnosis NONE = new Diagnosis("", "");

    /** Returns one that needs no remedy. */
    public static Diagnosis of(String what) {
        return new Diagnosis(what, "");
    }

    /** Reads a text whose remedy stands behind its last semicolon. */
    public static Diagnosis parse(String text) {
        int at = text.lastIndexOf("; ");
        return at < 0 ? of(text) : new Diagnosis(text.substring(0, at), text.substring(at + 2));
    }

    /** Returns several as one: all that is the matter, then what to do about the first five. */
    public static Diagnosis all(List<Diagnosis> several) {
        if (several.size() <= 1) {
            return several.isEmpty() ? NONE : several.get(0);
        }
        String what = several.stream().map(Diagnosis::what).reduce("", Diagnosis::join);
        String remedies = several.stream()
                .map(Diagnosis::remedy)
                .filter(remedy -> !remedy.isEmpty())
                .limit(MOST_REMEDIES)
                .reduce("", Diagnosis::join);
        return new Diagnosis(what, remedies);
    }

    /** Returns this one and another one behind it. */
    public Diagnosis and(Diagnosis other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        return new Diagnosis(join(what, "also: " + other.what), join(remedy, other.remedy));
    }

    /** Returns this one, with words before what is the matter. */
    public Diagnosis after(String words) {
        return new Diagnosis(words + what, remedy);
    }

    /** Returns this one, with words behind what is the matter. */
    public Diagnosis with(String words) {
        return new Diagnosis(what + words, remedy);
    }

    /** Whether nothing is the matter. */
    public boolean isEmpty() {
        return what.isEmpty();
    }

    /** Returns all of it for people. */
    public String text() {
        return join(what, remedy);
    }

    /**
     * Returns two texts as one, by the one rule for all states: a clause and a clause that begins small are joined by a
     * semicolon, everything else are sentences that begin with a capital letter.
     */
    static String join(String one, String other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one + other;
        }
        boolean ended = ".!?\u2026".indexOf(one.charAt(one.length() - 1)) >= 0;
        if (!ended && !Character.isUpperCase(other.charAt(0))) {
            return one + "; " + other;
        }
        return one + (ended ? " " : ". ") + Character.toUpperCase(other.charAt(0)) + other.substring(1);
    }

    @Override
    public String toString() {
        return text();
    }
}
