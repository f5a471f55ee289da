package io.millwright.pipeline.publish;

/**
 * How an outbox fares. Immutable.
 *
 * @param code what is the matter
 * @param text the same in words, with value and remedy; empty for {@link Code#OK}
 */
public record OutboxState(Code code, String text) {
    /** The state of an outbox that works. */
    public static final OutboxState OK = new OutboxState(Code.OK, "");

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
