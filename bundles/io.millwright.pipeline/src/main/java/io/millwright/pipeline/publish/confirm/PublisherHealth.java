package io.millwright.pipeline.publish.confirm;

import io.millwright.pipeline.publish.OutboxLimits;
import io.millwright.pipeline.publish.OutboxState;

/**
 * What the outbox knows of its publisher: does it confirm, does it refuse, how long to wait. Guarded by the outbox's
 * lock; times are nanoseconds on the outbox's clock.
 */
public final class PublisherHealth {
    private final String publisherPid;
    private boolean silent;

    /** Until when past silence is shown. */
    private long silenceShownNanos;

    private long stuckCheckNanos = Long.MAX_VALUE;
    private int stuckLooks;
    private long silentSinceNanos;
    private long reconnects;
    private OutboxState failure;
    private boolean failing;
    private long failureNanos;
    private long backOffNanos = OutboxLimits.FIRST_BACK_OFF_NANOS;
    private long blockedUntilNanos;

    /** Creates the health of a publisher that works. */
    public PublisherHealth(String publisherPid) {
        this.publisherPid = publisherPid;
    }

    /** Whether messages go out slowly, because nothing confirms them. */
    public boolean silent() {
        return silent;
    }

    /** Whether the last attempt failed. */
    public boolean failing() {
        return failing;
    }

    /** Until when nothing is handed over after a failure. */
    public long blockedUntilNanos() {
        return blockedUntilNanos;
    }

    /** A message was confirmed. */
    public void confirmed(long nowNanos) {
        if (silent) {
            silent = false;
            stuckCheckNanos = Long.MAX_VALUE;
            silenceShownNanos = nowNanos + OutboxLimits.SILENCE_SHOWN_NANOS;
        }
    }

    /** Nothing has been confirmed for {@link OutboxLimits#NOT_CONFIRMING_NANOS}. */
    public void silent(long nowNanos) {
        if (!silent) {
            silent = true;
            stuckLooks = 0;
            silentSinceNanos = nowNanos - OutboxLimits.NOT_CONFIRMING_NANOS;
            // The second look comes when nothing has been confirmed for long enough.
            stuckCheckNanos = nowNanos
                    + OutboxLimits.STUCK_NANOS
                    - OutboxLimits.NOT_CONFIRMING_NANOS
                    - OutboxLimits.STUCK_LOOKS_NANOS;
        }
    }

    /** For how long nothing has been confirmed, 0 unless that is long. */
    public long silentNanos(long nowNanos) {
        return silent ? nowNanos - silentSinceNanos : 0;
    }

    /** When somebody should look whether the cloud connection is stuck, or Long.MAX_VALUE. */
    public long stuckCheckNanos() {
        return stuckCheckNanos;
    }

    /** Somebody looks. */
    public void stuckCheck(long nowNanos) {
        stuckLooks++;
        stuckCheckNanos =
                nowNanos + (stuckLooks == 1 ? OutboxLimits.STUCK_LOOKS_NANOS : OutboxLimits.STUCK_CHECK_INTERVAL_NANOS);
    }

    /** The cloud connection was told to reconnect so many times. */
    public void reconnects(long count) {
        reconnects = count;
    }

    /** The publisher took a message. */
    public void accepted() {
        failing = false;
        backOffNanos = OutboxLimits.FIRST_BACK_OFF_NANOS;
    }

    /** An attempt failed because Kura's message store is full. */
    public void storeFull(String detail, long nowNanos) {
        failed(
                OutboxState.Code.STORE_FULL,
                "Kura's message store takes no more from " + publisherPid + " (" + detail
                        + "). The newest decisions wait here, older ones are dropped and counted.",
                "Restore the cloud connection, or raise the data service's store.capacity",
                OutboxLimits.STORE_FULL_BACK_OFF_NANOS,
                nowNanos);
    }

    /** An attempt failed for another reason. */
    public void refused(String detail, long nowNanos) {
        long wait = backOffNanos;
        backOffNanos = Math.min(2 * backOffNanos, OutboxLimits.LONGEST_BACK_OFF_NANOS);
        failed(
                OutboxState.Code.PUBLISH_FAILED,
                "The cloud publisher " + publisherPid + " refuses messages (" + detail
                        + "). The newest decisions wait here, older ones are dropped and counted.",
                "Check the publisher's cloud connection; the next attempt follows within 30 s",
                wait,
                nowNanos);
    }

    private void failed(OutboxState.Code code, String what, String remedy, long waitNanos, long nowNanos) {
        failure = new OutboxState(code, what, remedy);
        failing = true;
        failureNanos = nowNanos;
        blockedUntilNanos = nowNanos + waitNanos;
    }

    /** When the state will change by itself, or Long.MAX_VALUE. */
    public long nextChangeNanos() {
        return Math.min(failureEndNanos(), silent || silenceShownNanos == 0 ? Long.MAX_VALUE : silenceShownNanos);
    }

    private long failureEndNanos() {
        return failure == null || failing ? Long.MAX_VALUE : failureNanos + OutboxLimits.FAILURE_SHOWN_NANOS;
    }

    /** Returns the state that this makes. */
    public OutboxState state(long nowNanos) {
        if (nowNanos >= failureEndNanos()) {
            failure = null;
        }
        if (nowNanos >= silenceShownNanos) {
            silenceShownNanos = 0;
        }
        if (failure != null) {
            return failure;
        }
        if (!silent && silenceShownNanos == 0) {
            return OutboxState.OK;
        }
        return new OutboxState(
                OutboxState.Code.PUBLISHER_NOT_CONFIRMING,
                // True also while this is still shown after a first confirmation.
                "The cloud publisher " + publisherPid + " let more than "
                        + OutboxLimits.NOT_CONFIRMING_NANOS / OutboxLimits.NANOS_PER_SECOND
                        + " s pass without a confirmation; until one comes, one merged message per "
                        + OutboxLimits.SLOW_INTERVAL_NANOS / OutboxLimits.NANOS_PER_SECOND
                        + " s goes to Kura's store."
                        + (reconnects == 0 ? "" : " Reconnects so far: " + reconnects + "."),
                "If the cloud connection is down, restore it. If it is up, the data service's in-flight slots are used"
                        + " up: reconnect it; with an in-flight congestion timeout"
                        + " (in-flight-messages.congestion-timeout) above 0 s it does that by itself");
    }
}
