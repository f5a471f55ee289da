package io.millwright.pipeline.publish;

import static io.millwright.pipeline.publish.Decisions.change;
import static io.millwright.pipeline.publish.Decisions.routine;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.supervision.Durations;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How long messages wait in the outbox, and for their confirmations, on a clock of the test's own. */
class OutboxDurationsTest {
    private final PolicyHarness outbox = new PolicyHarness();

    private Durations publish() {
        return outbox.policy.durations().get(0);
    }

    private Durations confirm() {
        return outbox.policy.durations().get(1);
    }

    private static long count(Durations durations) {
        return Arrays.stream(durations.counts()).sum();
    }

    private static long millis(Durations durations) {
        return TimeUnit.NANOSECONDS.toMillis(durations.sumNanos());
    }

    @Test
    void aMessageWaitedSinceItsOldestDecisionCame() {
        assertEquals(0, outbox.policy.lastConfirmedMicros());
        outbox.confirmAfterMillis(10);
        outbox.offer(routine("a", 1));
        outbox.atMillis(500, () -> outbox.offer(routine("a", 2)));
        outbox.atMillis(999, () -> outbox.offer(routine("a", 3)));
        outbox.atMillis(1_001, () -> outbox.offer(routine("a", 4)));
        outbox.runToMillis(3_000);
        assertEquals(2, count(publish()));
        assertEquals(1_000 + 1_000, millis(publish()));
        assertEquals(2, count(confirm()));
        assertEquals(10 + 10, millis(confirm()));
        assertTrue(outbox.policy.lastConfirmedMicros() > 0);
    }

    @Test
    void whatWasRefusedWaitedSinceItCame() {
        outbox.publisher = batch -> {
            if (outbox.millis() < 3_000) {
                throw new PolicyHarness.Refused(false);
            }
            return outbox.nextId();
        };
        outbox.atMillis(100, () -> outbox.offer(change("a", 1)));
        outbox.runToMillis(60_000);
        assertEquals(1, outbox.sent.size());
        assertEquals(1, count(publish()));
        assertEquals(outbox.sent.get(0).millis() - 100, millis(publish()));
    }

    @Test
    void aConfirmationThatCameBeforeItsIdTookNoTime() {
        outbox.publisher = batch -> {
            String id = outbox.nextId();
            outbox.policy.confirmed(id, outbox.nowNanos);
            return id;
        };
        outbox.offer(change("a", 1));
        outbox.runToMillis(1);
        assertEquals(1, confirm().counts()[0]);
    }

    /** Decisions have no time of their own: what a full message leaves behind is estimated. */
    @Test
    void whereMessagesAreFullTheirTimesAreAboutRight() {
        outbox.confirmAfterMillis(2_000);
        int decisions = 8_000;
        for (int i = 1; i <= decisions; i++) {
            int sequence = i;
            outbox.atMillis(i, () -> outbox.offer(routine("a", sequence)));
        }
        outbox.runToMillis(60_000);
        long waited = outbox.sent.stream()
                .mapToLong(
                        sent -> sent.millis() - sent.batch().decisions().get(0).sequence())
                .sum();
        assertEquals(outbox.sent.size(), count(publish()));
        assertTrue(outbox.sent.size() > 10, outbox.sent.size() + " messages");
        assertEquals(waited, millis(publish()), waited * 0.2);
    }
}
