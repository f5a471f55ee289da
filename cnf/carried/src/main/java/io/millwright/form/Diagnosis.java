package io.millwright.form;

import java.util.List;
import java.util.stream.Collectors;

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
        String what = several.stream().map(Diagnosis::what).collect(Collectors.joining("; "));
        String remedies = several.stream()
                .map(Diagnosis::remedy)
                .filter(remedy -> !remedy.isEmpty())
                .limit(MOST_REMEDIES)
                .collect(Collectors.joining("; "));
        return new Diagnosis(what, remedies);
    }

    /** Returns this one and another one behind it. */
    public Diagnosis and(Diagnosis other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        String both = remedy.isEmpty() || other.remedy.isEmpty() ? "" : "; ";
        return new Diagnosis(what + "; also: " + other.what, remedy + both + other.remedy);
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
        return remedy.isEmpty() ? what : what + (what.endsWith(".") ? " " : "; ") + remedy;
    }

    @Override
    public String toString() {
        return text();
    }
}
