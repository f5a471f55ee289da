package io.millwright.pipeline.publish;

import io.millwright.form.Diagnosis;

/**
 * How an outbox fares. Immutable.
 *
 * @param code what is the matter
 * @param diagnosis the same in words, and what to do; empty for {@link Code#OK}
 */
public record OutboxState(Code code, Diagnosis diagnosis) {
    /** The state of an outbox that works. */
    public static final OutboxState OK = new OutboxState(Code.OK, Diagnosis.NONE);

    /** Creates a state. */
    public OutboxState(Code code, String what, String remedy) {
        this(code, new Diagnosis(what, remedy));
    }

    /** Returns it in words, with value and remedy. */
    public String text() {
        return diagnosis.text();
    }

    /** What is the matter with an outbox. */
    public enum Code {
        /** Messages go out. */
        OK,
        /** Messages are handed over, and nothing has been confirmed for 10 s. */
        PUBLISHER_NOT_CONFIRMING,
        /** Kura's message store takes no more. */
        STORE_FULL,
        /** A call of publish has not returned for 10 s. */
        PUBLISHER_BLOCKED,
        /** The publisher refuses messages. */
        PUBLISH_FAILED,
        /** The outbox has been released. */
        CLOSED
    }
}
