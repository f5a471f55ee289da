package io.millwright.pipeline.window;

import io.millwright.form.Diagnosis;

/** Model, mapping and tags do not fit together. The message names field, value and remedy. */
public final class MappingException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Diagnosis diagnosis;

    /** Creates an exception without a remedy, and without a stack trace: it is expected trouble. */
    public MappingException(String what) {
        this(what, "");
    }

    /** Creates an exception without a stack trace: it is expected trouble. */
    public MappingException(String what, String remedy) {
        super(new Diagnosis(what, remedy).text(), null, false, false);
        diagnosis = new Diagnosis(what, remedy);
    }

    /** Returns what is the matter and what to do. */
    public Diagnosis diagnosis() {
        return diagnosis;
    }
}
