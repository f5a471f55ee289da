package io.millwright.pipeline.capture;

import io.millwright.form.Diagnosis;

/** Why data cannot be kept at the moment. */
final class NotKept extends Exception {
    private static final long serialVersionUID = 1L;

    /** Stable codes; docs/operations.md has a row for each. */
    enum Code {
        /** Keeps what it is asked to. */
        CAPTURES,
        /** No key pair is there to encrypt for. */
        CAPTURE_KEY_MISSING,
        /** A setting is wrong. */
        CAPTURE_SETTING_WRONG,
        /** The disk takes nothing. */
        CAPTURE_NOT_WRITTEN
    }

    private final Code code;
    private final transient Diagnosis why;

    NotKept(Code code, String what, String remedy) {
        super(what, null, false, false);
        this.code = code;
        why = new Diagnosis(what, remedy);
    }

    Code code() {
        return code;
    }

    Diagnosis why() {
        return why;
    }
}
