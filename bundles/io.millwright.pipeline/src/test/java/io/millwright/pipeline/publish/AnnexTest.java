package io.millwright.pipeline.publish;

import static io.millwright.pipeline.publish.Decisions.change;
import static io.millwright.pipeline.publish.Decisions.routine;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.Bound;
import io.millwright.pipeline.publish.message.Annex;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What hangs on decisions goes by the same publisher, behind them, and is counted. */
class AnnexTest {
    private final PolicyHarness outbox = new PolicyHarness();

    private static Annex annex(String pipeline, int number) {
        return new Annex(
                pipeline,
                pipeline + "-asset",
                "explanation",
                1_000_000,
                Map.of("sequence", 7L),
                "{\"n\":" + number + "}");
    }

    private void offer(int... numbers) {
        IntStream.of(numbers).forEach(number -> outbox.policy.offer(annex("a", number), outbox.nowNanos));
    }

    private Map<String, Long> counters() {
        Map<String, Long> counters = new HashMap<>();
        outbox.ledger.annexes("a", counters);
        return counters;
    }

    @Test
    void decisionsThatAreDueGoFirst() {
        outbox.confirmAfterMillis(10);
        offer(1, 2);
        outbox.offer(change("b", 1));
        outbox.runToMillis(100);
        assertEquals(List.of("0 b 1-1", "0 explanation {\"n\":1}", "10 explanation {\"n\":2}"), outbox.log());
        assertEquals(
                Map.of("annexes.offered", 2L, "annexes.pending", 0L, "annexes.dropped", 0L, "annexes.published", 2L),
                counters());
    }

    @Test
    void anEndlessStreamOfDecisionsDoesNotHoldThemUpForEver() {
        outbox.confirmAfterMillis(1_000);
        offer(1);
        for (int i = 0; i < 10_000; i += 100) {
            int number = i;
            outbox.atMillis(i, () -> outbox.offer(routine("b" + number % 1_000, number + 1L)));
        }
        outbox.runToMillis(10_000);
        assertTrue(
                outbox.log().stream().anyMatch(line -> line.endsWith("explanation {\"n\":1}")), outbox.log()::toString);
    }

    @Test
    void whatIsTooManyIsDroppedTheOldestFirstAndCounted() {
        outbox.publisher = batch -> {
            throw new PolicyHarness.Refused(false);
        };
        offer(IntStream.rangeClosed(1, OutboxLimits.PENDING_ANNEXES + 3).toArray());
        outbox.runToMillis(100);
        outbox.confirmAfterMillis(1);
        outbox.runToMillis(60_000);
        assertEquals(OutboxLimits.PENDING_ANNEXES, outbox.log().size());
        assertTrue(outbox.log().get(0).endsWith("{\"n\":4}"), outbox.log().get(0));
        assertEquals(3L, counters().get("annexes.dropped"));
        assertEquals(OutboxLimits.PENDING_ANNEXES, counters().get("annexes.published"));
    }

    @Test
    void whatWaitsWhenTheOutboxClosesIsCounted() {
        outbox.publisher = batch -> {
            throw new PolicyHarness.Refused(false);
        };
        offer(1, 2);
        outbox.runToMillis(10);
        outbox.policy.drain();
        assertEquals(2L, counters().get("annexes.dropped"));
    }

    @Test
    void aPipelineWithoutAPublisherTakesNone() throws InterruptedException {
        Outboxes outboxes = new Outboxes(pid -> null);
        try {
            FakePublisher publisher = new FakePublisher();
            OutboxPublishing publishing = new OutboxPublishing(outboxes, "a");
            assertFalse(outboxes.offer(annex("a", 1)));
            publishing.use(publisher, "publisher-1");
            assertTrue(outboxes.offer(annex("a", 2)));
            FakePublisher.Published message = publisher.published.poll(Bound.SECONDS, TimeUnit.SECONDS);
            assertEquals("explanation", message.metric("millwright.kind"));
            assertEquals("a-asset", message.metric("asset"));
            assertEquals("a", message.metric("pipeline"));
            assertEquals(7L, message.metric("sequence"));
            assertEquals("a-asset", message.message().getProperties().get("assetName"));
            assertEquals("{\"n\":2}", new String(message.message().getPayload().getBody(), StandardCharsets.UTF_8));
            publishing.use(null, "");
            assertFalse(outboxes.offer(annex("a", 3)));
            assertEquals(1L, publishing.counters().get("annexes.published"));
        } finally {
            outboxes.close();
        }
    }

    @Test
    void aBodyThatNoBrokerTakesIsRefusedToWhoeverWroteIt() {
        String large = "{\"x\":\"" + "é".repeat(Annex.MOST_BYTES / 2) + "\"}";
        assertThrows(IllegalArgumentException.class, () -> new Annex("a", "b", "drift", 0, Map.of(), large));
    }
}
