package io.millwright.pipeline.publish;

/** The bounds of an outbox. Those that a receiver or an operator meets are written in docs/decision-message.md. */
public final class OutboxLimits {
    /** Nanoseconds in a millisecond. */
    public static final long NANOS_PER_MILLI = 1_000_000L;
    /** Nanoseconds in a second. */
    public static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Messages that may be handed over and not yet confirmed; {@code SendWindow} allows routine decisions fewer. */
    public static final int IN_FLIGHT_MESSAGES = 4;

    /** A confirmation that comes so soon says that more messages may be unconfirmed. */
    public static final long FAST_CONFIRMATION_NANOS = 250 * NANOS_PER_MILLI;

    /** A confirmation that takes longer, behind other messages, says that fewer may. */
    public static final long SLOW_CONFIRMATION_NANOS = 800 * NANOS_PER_MILLI;

    /** A message keeps its place in the window for at least so long. */
    public static final long LEAST_PATIENCE_NANOS = 1_500 * NANOS_PER_MILLI;

    /** Decisions in one message. */
    public static final int MESSAGE_DECISIONS = 800;

    /** Bytes of the decisions in one body: with header and metrics below 128 KiB, the tightest of the usual brokers. */
    public static final int MESSAGE_BODY_BYTES = 120_000;

    /** Decisions of many assets in one message. */
    public static final int MANY_ASSETS_DECISIONS = 4_000;

    /** Bytes of the body of such a message, compressed. */
    public static final int MANY_ASSETS_BODY_BYTES = 100_000;

    /** Bytes of its decisions before they are compressed: until it is known how well they do, */
    public static final int FIRST_PLAIN_BYTES = 500_000;

    /** the least; this alone stays below the limit however badly they compress, */
    public static final int LEAST_PLAIN_BYTES = 90_000;

    /** and the most, so that a receiver knows what to expect. */
    public static final int MOST_PLAIN_BYTES = 2_000_000;

    /** The share of its longest delay after which a decision that nothing followed has no company to wait for. */
    public static final int QUIET_SHARE = 16;

    /** Quarters of its longest delay that the next may take to come; what takes longer would halve the messages for the whole delay. */
    public static final int WORTH_QUARTERS = 3;

    /** Annexes that wait in one outbox. */
    public static final int PENDING_ANNEXES = 256;

    /** Decisions that wait in one outbox. */
    static final int PENDING_DECISIONS = 10_000;

    /** Decisions kept for pipelines that are between two publishers, all together. */
    static final int LEFT_OVER_DECISIONS = 10_000;

    /** Without any confirmation for so long the publisher counts as not confirming. */
    public static final long NOT_CONFIRMING_NANOS = 10 * NANOS_PER_SECOND;

    /** A call of publish that has not returned for so long counts as blocked. */
    static final long BLOCKED_NANOS = 10 * NANOS_PER_SECOND;

    /** A message to a publisher that does not confirm, once per so long. */
    public static final long SLOW_INTERVAL_NANOS = 10 * NANOS_PER_SECOND;

    /** The same while so many decisions wait that they would be lost otherwise. */
    static final long CROWDED_INTERVAL_NANOS = NANOS_PER_SECOND;

    /** So many decisions are a crowd. */
    static final int CROWD_DECISIONS = PENDING_DECISIONS / 4;

    /** A message that is not confirmed for so long gives its slot back. */
    public static final long EXPIRY_NANOS = 60 * NANOS_PER_SECOND;

    /** The same, once a message that was handed over later has been confirmed: Kura sends and confirms in order. */
    public static final long OVERTAKEN_EXPIRY_NANOS = 2 * NANOS_PER_SECOND;

    /** Without anybody's confirmation for so long a cloud connection may be stuck: if the same messages hold it up in two looks, */
    public static final long STUCK_NANOS = 30 * NANOS_PER_SECOND;

    /** at least so far apart, */
    public static final long STUCK_LOOKS_NANOS = 10 * NANOS_PER_SECOND;

    /** and at most so far, because an older look says nothing of now. */
    public static final long STUCK_LOOK_VALID_NANOS = 60 * NANOS_PER_SECOND;

    /** After the second look it is looked again after so long. */
    public static final long STUCK_CHECK_INTERVAL_NANOS = 30 * NANOS_PER_SECOND;

    /** The cloud connection is told to reconnect at most once per so long, */
    public static final long RECONNECT_INTERVAL_NANOS = 60 * NANOS_PER_SECOND;

    /** and where the last time did not help, that is, nothing was confirmed since, once per so long. */
    public static final long VAIN_RECONNECT_INTERVAL_NANOS = 300 * NANOS_PER_SECOND;

    /** Expired messages that are remembered, because their confirmation may still come. */
    public static final int REMEMBERED_EXPIRED = 4_096;

    /** Confirmations kept while a publish call has not returned its id. */
    public static final int EARLY_CONFIRMATIONS = 256;

    /** Time between two messages of an asset when nothing confirms them (QoS 0). */
    static final long UNCONFIRMABLE_INTERVAL_NANOS = NANOS_PER_SECOND;

    /** Routine decisions so long overdue stand in line with the changes of label. */
    public static final long PROMOTION_NANOS = 5 * NANOS_PER_SECOND;

    /** Messages that may go in one burst. */
    public static final int BURST_MESSAGES = 64;

    /** The time for each further message: 128 per second, well below the rates at which stock publishers stop. */
    static final long MESSAGE_INTERVAL_NANOS = NANOS_PER_SECOND / 128;

    /** First wait after a failure; it doubles, */
    public static final long FIRST_BACK_OFF_NANOS = NANOS_PER_SECOND;

    /** up to the longest. */
    public static final long LONGEST_BACK_OFF_NANOS = 30 * NANOS_PER_SECOND;

    /** Wait after Kura's store was full. */
    public static final long STORE_FULL_BACK_OFF_NANOS = 10 * NANOS_PER_SECOND;

    /** A failure stays in the state at least so long, so that states do not flicker. */
    public static final long FAILURE_SHOWN_NANOS = 20 * NANOS_PER_SECOND;

    /** The state of a publisher that did not confirm stays so long after it confirmed again, for the same reason. */
    public static final long SILENCE_SHOWN_NANOS = 5 * NANOS_PER_SECOND;

    /** A group without content is forgotten after so long. */
    static final long IDLE_GROUP_NANOS = 60 * NANOS_PER_SECOND;

    private OutboxLimits() {}
}
