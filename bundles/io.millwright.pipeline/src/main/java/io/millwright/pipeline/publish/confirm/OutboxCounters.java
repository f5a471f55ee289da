package io.millwright.pipeline.publish.confirm;

/**
 * What became of a pipeline's decisions since the bundle started. At every moment {@code offered = pending + dropped +
 * published} and {@code published = confirmed + inFlight + unconfirmed + withoutConfirmation}. Every figure counts
 * decisions unless it says otherwise. Immutable.
 *
 * @param offered handed to an outbox
 * @param pending waiting, those kept over a change of the publisher included
 * @param dropped given up because the outbox was full, or left when the bundle stopped; visible in later messages
 * @param published handed to Kura, which stores and forwards them
 * @param messages messages that carried them
 * @param merged those that travelled in the message of another decision
 * @param confirmed acknowledged by the broker
 * @param inFlight handed to Kura and not yet confirmed
 * @param unconfirmed not confirmed within 60 s and not since
 * @param withoutConfirmation handed to Kura with QoS 0, which is never confirmed
 * @param failures attempts to publish that failed; their decisions wait for the next attempt
 * @param backOff whether the last attempt failed and the next one waits
 */
public record OutboxCounters(
        long offered,
        long pending,
        long dropped,
        long published,
        long messages,
        long merged,
        long confirmed,
        long inFlight,
        long unconfirmed,
        long withoutConfirmation,
        long failures,
        boolean backOff) {}
