package io.millwright.inference.kura;

import io.millwright.form.Diagnosis;
import io.millwright.inference.kura.EngineState.Code;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;

/**
 * A call that is not served: what, with names and values, and the remedy. Without a stack, as it is expected trouble and may
 * come with every record.
 */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MESSAGE_CHARACTERS = 1_000;

    private final Code code;
    private final transient Diagnosis diagnosis;

    Refused(Code code, String what, String remedy) {
        this(code, what, remedy, null);
    }

    Refused(Code code, String what, String remedy, Throwable cause) {
        super(what, cause, false, false);
        this.code = code;
        this.diagnosis = new Diagnosis(what, remedy);
    }

    /** Returns the state that it brings about. */
    Code code() {
        return code;
    }

    Diagnosis diagnosis() {
        return diagnosis;
    }

    /**
     * Returns it as Kura's exception. Of Kura's codes only some have a text of the thrower in their message, so the choice is
     * between those: what passes is SERVICE_UNAVAILABLE, what does not is INVALID_PARAMETER.
     */
    KuraException forKura() {
        boolean passes =
                switch (code) {
                    case OPENING, RUNS_FAILING, MODEL_UNUSABLE, ENGINE_CLOSED, CONFIGURATION_ERROR -> true;
                    case OK, MODEL_MISSING, MODEL_AWAITED, RECORDS_REFUSED -> false;
                };
        String text = diagnosis.text();
        KuraException exception = new KuraException(
                passes ? KuraErrorCode.SERVICE_UNAVAILABLE : KuraErrorCode.INVALID_PARAMETER,
                text.length() <= MESSAGE_CHARACTERS ? text : text.substring(0, MESSAGE_CHARACTERS) + "...");
        // The stock component logs it with its stack for every record.
        exception.setStackTrace(new StackTraceElement[0]);
        return exception;
    }
}
