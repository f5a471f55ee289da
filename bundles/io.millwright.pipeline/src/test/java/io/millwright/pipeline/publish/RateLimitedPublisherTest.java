package io.millwright.pipeline.publish;

import static io.millwright.pipeline.publish.Decisions.change;
import static io.millwright.pipeline.publish.Decisions.routine;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.publish.confirm.OutboxCounters;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A gateway as shipped sends one message per second. The outbox must live with it without a setting of its own. */
class RateLimitedPublisherTest {
    private static final int PIPELINES = 10;
    private static final int SECONDS = 600;

    private final PolicyHarness outbox = new PolicyHarness();
    private long deepestBacklogOfFirstMinute;
    private long deepestBacklogOfLastMinute;

    @Test
    void tenPipelinesWithTwoDecisionsPerSecondForTenMinutesLoseNothingAndBuildNoBacklog() {
        LimitedConnection kura = LimitedConnection.asShipped(outbox);
        outbox.publisher = kura;
        for (int i = 0; i < 2 * SECONDS; i++) {
            int sequence = i + 1;
            outbox.atMillis(i * 500L, () -> {
                for (int p = 0; p < PIPELINES; p++) {
                    outbox.offer(sequence % 97 == p ? change("p" + p, sequence) : routine("p" + p, sequence));
                }
                noteBacklog();
            });
        }
        outbox.runToMillis(SECONDS * 1_000L + 30_000L);

        Map<String, Long> received = new HashMap<>();
        for (PolicyHarness.Sent sent : outbox.sent) {
            for (PipelineDecision decision : sent.batch().decisions()) {
                long expected = received.getOrDefault(decision.pipeline(), 0L) + 1;
                assertEquals(expected, decision.sequence(), "gap or disorder of " + decision.pipeline());
                received.put(decision.pipeline(), expected);
            }
        }
        for (int p = 0; p < PIPELINES; p++) {
            OutboxCounters counters = outbox.ledger.counters("p" + p);
            assertEquals(2L * SECONDS, received.get("p" + p));
            assertEquals(2L * SECONDS, counters.confirmed());
            assertEquals(0, counters.dropped() + counters.unconfirmed() + counters.pending());
        }
        assertTrue(kura.deepestStore <= OutboxLimits.IN_FLIGHT_MESSAGES, "Kura's store held " + kura.deepestStore);
        assertTrue(
                deepestBacklogOfLastMinute <= deepestBacklogOfFirstMinute + 2 * PIPELINES,
                deepestBacklogOfFirstMinute + " then " + deepestBacklogOfLastMinute);
        assertEquals(OutboxState.Code.OK, outbox.state());
    }

    private void noteBacklog() {
        long pending = 0;
        for (int p = 0; p < PIPELINES; p++) {
            pending += outbox.ledger.counters("p" + p).pending();
        }
        if (outbox.millis() < 60_000) {
            deepestBacklogOfFirstMinute = Math.max(deepestBacklogOfFirstMinute, pending);
        } else if (outbox.millis() >= (SECONDS - 60) * 1_000L) {
            deepestBacklogOfLastMinute = Math.max(deepestBacklogOfLastMinute, pending);
        }
    }

    @Test
    void anHourWithoutTheBrokerIsCaughtUpWithoutLossOnceItIsBack() {
        // Nothing is confirmed for an hour; then Kura sends its store at one message per second.
        int hour = 3_600;
        outbox.publisher = batch -> {
            String id = outbox.nextId();
            long queued = outbox.sent.size();
            long at = Math.max(outbox.millis() + 20, hour * 1_000L + queued * 1_000L);
            outbox.atMillis(at, () -> outbox.confirm(id));
            return id;
        };
        for (int i = 0; i < hour + 1_800; i++) {
            int sequence = i + 1;
            outbox.atMillis(i * 1_000L, () -> {
                for (int p = 0; p < PIPELINES; p++) {
                    outbox.offer(routine("p" + p, sequence));
                }
            });
        }
        outbox.runToMillis(hour * 1_000L - 1);
        assertEquals(OutboxState.Code.PUBLISHER_NOT_CONFIRMING, outbox.state());
        assertTrue(outbox.sent.size() <= hour / 10 + 4, outbox.sent.size() + " messages in Kura's store");
        outbox.runToMillis((hour + 1_900) * 1_000L);
        assertEquals(OutboxState.Code.OK, outbox.state());
        for (int p = 0; p < PIPELINES; p++) {
            OutboxCounters counters = outbox.ledger.counters("p" + p);
            assertEquals(hour + 1_800, counters.confirmed());
            assertEquals(0, counters.dropped() + counters.unconfirmed() + counters.pending());
        }
    }
}
