package io.millwright.pipeline.publish.confirm;

import io.millwright.pipeline.publish.OutboxLimits;

/**
 * How many messages may be unconfirmed at a time: 1 to {@link OutboxLimits#IN_FLIGHT_MESSAGES}, by the time that
 * confirmations take. What the connection cannot carry waits here, where it merges, and not in Kura's store. Guarded by
 * the outbox's lock.
 *
 * <p>A confirmation within {@link OutboxLimits#FAST_CONFIRMATION_NANOS} widens the window. One that takes longer than
 * {@link OutboxLimits#SLOW_CONFIRMATION_NANOS} narrows it, if the time was spent behind other messages: how many stood in
 * line is told by the shortest time that was seen (as in TCP Vegas, Brakmo and Peterson 1995). A merely long way does not
 * narrow it, and widens it step by step.
 *
 * <p>Simulated delay of a routine decision from window end to sending, two decisions/s per pipeline, and with always four:
 * <ul>
 * <li>1 message/s, 2 pipelines: median 2.0 s, 95th percentile 3.0 s; with four 4.8 s, 5.8 s;
 * <li>the same, every 14th confirmation lost: 1.8 s, 2.8 s; with four 4.5 s, 5.8 s;
 * <li>1 message/s, 10 pipelines: 6.2 s, 10.7 s; with four 9.0 s, 13.5 s;
 * <li>no rate limit, 50 pipelines, round trip 5, 50, 300, 1,500 ms: 33, 33, 13, 2.7 messages/s; with four the same.
 * </ul>
 */
final class SendWindow {
    private static final int START_MESSAGES = 2;

    /** More than so many messages in line are too many. */
    private static final double LONG_LINE_MESSAGES = 0.75;

    /** Fewer than so many are none. */
    private static final double NO_LINE_MESSAGES = 0.25;

    /** Confirmations without a line after which the window becomes wider by one. */
    private static final int PROBE_CONFIRMATIONS = 8;

    /** The shortest time is that of the last one to two so many confirmations. */
    private static final int SHORTEST_OF_CONFIRMATIONS = 64;

    private int messages = START_MESSAGES;
    private int withoutLine;
    private double typicalNanos;
    private long shortestNanos = Long.MAX_VALUE;
    private long shortestBeforeNanos = Long.MAX_VALUE;
    private int confirmations;

    /** How many messages may be unconfirmed. */
    int messages() {
        return messages;
    }

    /** How long a message keeps its place in the window; later it counts as one whose confirmation was lost. */
    long patienceNanos() {
        long patience = Math.max(OutboxLimits.LEAST_PATIENCE_NANOS, (long) (2 * typicalNanos));
        return Math.min(patience, OutboxLimits.NOT_CONFIRMING_NANOS);
    }

    /**
     * A message was confirmed.
     *
     * @param nanos time from handing it over to its confirmation
     * @param unconfirmed messages that were unconfirmed after it had been handed over, itself included
     */
    void confirmed(long nanos, int unconfirmed) {
        typicalNanos += (nanos - typicalNanos) / 4;
        noteShortest(nanos);
        double line = unconfirmed * (1 - (double) Math.min(shortestNanos, shortestBeforeNanos) / Math.max(1, nanos));
        if (nanos <= OutboxLimits.FAST_CONFIRMATION_NANOS) {
            become(messages + 1);
        } else if (line >= LONG_LINE_MESSAGES && nanos > OutboxLimits.SLOW_CONFIRMATION_NANOS) {
            become(messages - 1);
        } else if (line < NO_LINE_MESSAGES) {
            withoutLine++;
            if (withoutLine >= PROBE_CONFIRMATIONS) {
                become(messages + 1);
            }
        }
    }

    private void become(int wanted) {
        messages = Math.max(1, Math.min(OutboxLimits.IN_FLIGHT_MESSAGES, wanted));
        withoutLine = 0;
    }

    private void noteShortest(long nanos) {
        confirmations++;
        if (confirmations > SHORTEST_OF_CONFIRMATIONS) {
            confirmations = 1;
            shortestBeforeNanos = shortestNanos;
            shortestNanos = nanos;
        } else {
            shortestNanos = Math.min(shortestNanos, nanos);
        }
    }
}
