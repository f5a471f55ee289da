package io.millwright.opcua.state;

import io.millwright.form.Diagnosis;

/** Texts of states that say what is the matter, and behind a mark what to do. */
public final class Remedy {
    /** Between what is the matter and what to do. */
    public static final String MARK = " || ";

    private Remedy() {}

    /** Returns what a text says; without a remedy if there is no mark. */
    public static Diagnosis read(String text) {
        int at = text.indexOf(MARK);
        return at < 0 ? Diagnosis.of(text) : new Diagnosis(text.substring(0, at), text.substring(at + MARK.length()));
    }
}
