package io.millwright.pipeline.publish;

import static io.millwright.pipeline.publish.Decisions.change;
import static io.millwright.pipeline.publish.Decisions.routine;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Who goes before whom, with many pipelines and at the end. A line reads as in {@link OutboxPolicyTest}. */
class OutboxOrderTest {
    private final PolicyHarness outbox = new PolicyHarness();

    @Test
    void noPipelineStarvesBehindOthersThatChangeAllTheTime() {
        // One message per second for eight pipelines that change with every decision, and two that never do.
        outbox.publisher = LimitedConnection.asShipped(outbox);
        for (int i = 0; i < 600; i++) {
            int sequence = i + 1;
            outbox.atMillis(i * 500, () -> {
                for (int p = 0; p < 8; p++) {
                    outbox.offer(change("restless" + p, sequence));
                }
                outbox.offer(routine("calm0", sequence), routine("calm1", sequence));
            });
        }
        outbox.runToMillis(300_000);
        for (String calm : List.of("calm0", "calm1")) {
            long previous = 0;
            for (PolicyHarness.Sent sent : outbox.sent) {
                if (sent.batch().group().pipeline().equals(calm)) {
                    assertTrue(sent.millis() - previous <= 20_000, "silent from " + previous + " to " + sent.millis());
                    previous = sent.millis();
                }
            }
            assertTrue(previous > 280_000, "last message at " + previous);
        }
    }

    @Test
    void messagesAreServedInTurn() {
        outbox.publisher = LimitedConnection.asShipped(outbox);
        for (int i = 0; i < 100; i++) {
            int sequence = i + 1;
            outbox.atMillis(i * 500, () -> {
                for (int p = 0; p < 10; p++) {
                    outbox.offer(routine("p" + p, sequence));
                }
            });
        }
        outbox.runToMillis(45_000);
        for (int p = 0; p < 10; p++) {
            String pipeline = "p" + p;
            long messages = outbox.sent.stream()
                    .filter(sent -> sent.batch().group().pipeline().equals(pipeline))
                    .count();
            assertTrue(messages >= 4 && messages <= 5, pipeline + " got " + messages);
        }
    }

    @Test
    void thousandsOfPipelinesNeverSendHundredsOfMessagesPerSecond() {
        outbox.publisher = batch -> {
            String id = outbox.nextId();
            outbox.policy.confirmed(id, outbox.nowNanos);
            return id;
        };
        for (int second = 0; second < 10; second++) {
            int sequence = second + 1;
            outbox.atMillis(second * 1_000, () -> {
                for (int p = 0; p < 2_000; p++) {
                    outbox.offer(routine("p" + p, sequence));
                }
            });
        }
        outbox.runToMillis(40_000);
        for (long from = 1_000; from < 40_000; from += 1_000) {
            long start = from;
            long messages = outbox.sent.stream()
                    .filter(sent -> sent.millis() >= start && sent.millis() < start + 1_000)
                    .count();
            assertTrue(messages <= 128 + OutboxLimits.BURST_MESSAGES + 1, messages + " in the second from " + from);
        }
        long confirmed = 0;
        for (int p = 0; p < 2_000; p++) {
            confirmed += outbox.ledger.counters("p" + p).confirmed();
        }
        assertEquals(20_000, confirmed + droppedOf(2_000));
    }

    private long droppedOf(int pipelines) {
        long dropped = 0;
        for (int p = 0; p < pipelines; p++) {
            dropped += outbox.ledger.counters("p" + p).dropped();
        }
        return dropped;
    }

    @Test
    void statesGoAtOnceAndOnlyTheLatestOfEachComponent() {
        outbox.offer(change("a", 1), change("b", 1), change("c", 1), change("d", 1));
        outbox.runToMillis(0);
        outbox.policy.offer(Decisions.state("pipe", "STARTING"), outbox.nowNanos);
        outbox.policy.offer(Decisions.state("pipe", "RUNNING"), outbox.nowNanos);
        outbox.offer(routine("e", 1));
        outbox.atMillis(1_500, () -> outbox.confirm("m1"));
        outbox.atMillis(1_600, () -> outbox.confirm("m2"));
        outbox.runToMillis(2_000);
        assertEquals(
                List.of("1500 state pipe RUNNING", "1600 e 1-1"), outbox.log().subList(4, 6));
    }

    @Test
    void closingSendsWhatWaitsWithoutWaitingForItsDelay() {
        outbox.offer(routine("a", 1), routine("b", 1), routine("c", 1), routine("d", 1), routine("e", 1));
        outbox.policy.closing(outbox.nowNanos);
        outbox.runToMillis(10);
        assertEquals(5, outbox.sent.size());
        for (int i = 1; i <= 5; i++) {
            assertTrue(!outbox.policy.finished(), "confirmations may still come");
            outbox.confirm("m" + i);
        }
        assertTrue(outbox.policy.finished());
        assertTrue(outbox.policy.drain().isEmpty());
    }

    @Test
    void closingGivesUpAtTheFirstRefusalAndKeepsWhatIsLeft() {
        outbox.offer(routine("a", 1), routine("b", 1));
        outbox.policy.closing(outbox.nowNanos);
        outbox.publisher = batch -> {
            throw new PolicyHarness.Refused(false);
        };
        outbox.runToMillis(10);
        assertEquals(1, outbox.attempts);
        assertTrue(outbox.policy.finished());
        assertEquals(2, outbox.policy.drain().size());
        assertEquals(1, outbox.ledger.counters("a").pending());
    }
}
