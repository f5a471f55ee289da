package io.millwright.pipeline.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.publish.confirm.OutboxCounters;
import io.millwright.pipeline.publish.message.Batch;
import io.millwright.pipeline.publish.message.DecisionMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thousand assets of one pipeline through one publisher. */
class ManyAssetsTest {
    private static final int ASSETS = 1_000;
    private static final int SECONDS = 20;

    /** Kura needs so long for a second's worth, whether it sends one message per second or at once. */
    private static final long P99_MILLIS = 1_500;

    private final PolicyHarness outbox = new PolicyHarness();
    private final Map<String, Long> offeredMillis = new HashMap<>();
    private final List<Long> waited = new ArrayList<>();
    private final Map<String, Long> received = new HashMap<>();
    private int largest;

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000})
    void aThousandAssetsWithTwoDecisionsPerSecondGetThroughOnePublisherInTime(long intervalMillis) {
        LimitedConnection kura = new LimitedConnection(outbox, intervalMillis, 20, 0);
        outbox.publisher = batch -> {
            receive(written(batch));
            return kura.publish(batch);
        };
        for (int half = 0; half < 2 * SECONDS; half++) {
            for (int asset = 0; asset < ASSETS; asset++) {
                PipelineDecision decision =
                        Decisions.ofManyAssets("p", "milling-machine-" + asset, half + 1, asset == half, 0, 0);
                // Spread over the half second, as machines are.
                outbox.atMillis(half * 500L + asset / 2, () -> {
                    offeredMillis.put(decision.asset() + "/" + decision.sequence(), outbox.millis());
                    outbox.offer(decision);
                });
            }
        }
        outbox.runToMillis(SECONDS * 1_000L + 10_000L);
        waited.sort(null);
        long p99 = waited.get(waited.size() * 99 / 100);
        OutboxCounters counters = outbox.ledger.counters("p");
        assertEquals(2L * SECONDS * ASSETS, counters.confirmed());
        assertEquals(0, counters.dropped() + counters.pending() + counters.unconfirmed());
        assertTrue(p99 <= P99_MILLIS, "p99 from offer to publish " + p99 + " ms");
        assertTrue(largest <= OutboxLimits.MANY_ASSETS_BODY_BYTES, largest + " bytes");
    }

    private Batch written(Batch batch) {
        largest = Math.max(largest, DecisionMessage.write(batch).bodyBytes());
        return batch;
    }

    private void receive(Batch batch) {
        for (PipelineDecision decision : batch.decisions()) {
            long expected = received.merge(decision.asset(), 1L, Long::sum);
            assertEquals(expected, decision.sequence(), "gap or disorder of " + decision.asset());
            waited.add(outbox.millis() - offeredMillis.remove(decision.asset() + "/" + decision.sequence()));
        }
    }

    /** Numbers without a pattern compress least: the first message is cut in halves, the next ones are made to fit. */
    @Test
    void aMessageThatCompressesBadlyIsCutBeforeItIsSent() {
        int decisions = 4_000;
        for (int i = 1; i <= decisions; i++) {
            outbox.offer(Decisions.incompressible("p", "mill-" + i % 7, i));
        }
        outbox.publisher = batch -> {
            assertTrue(DecisionMessage.write(batch).bodyBytes() <= OutboxLimits.MANY_ASSETS_BODY_BYTES);
            String id = outbox.nextId();
            outbox.atMillis(outbox.millis() + 20, () -> outbox.confirm(id));
            return id;
        };
        outbox.runToMillis(20_000);
        long expected = 1;
        for (PolicyHarness.Sent sent : outbox.sent) {
            assertEquals(expected, sent.batch().decisions().get(0).sequence());
            expected = sent.batch().newest().sequence() + 1;
        }
        assertEquals(decisions + 1, expected);
        assertEquals(decisions, outbox.ledger.counters("p").confirmed());
        assertTrue(outbox.sent.size() > 3, outbox.sent.size() + " messages");
    }

    /** An asset may bear the pipeline's name, and the form may be changed while decisions wait. */
    @Test
    void decisionsOfBothFormatsNeverShareAMessage() {
        outbox.confirmAfterMillis(5);
        outbox.offer(
                Decisions.ofManyAssets("p", "p", 1, false, 0, 0),
                Decisions.of("p", "p", Decisions.MODEL, 2, false, ""),
                Decisions.ofManyAssets("p", "other", 1, false, 0, 0));
        outbox.runToMillis(2_000);
        assertEquals(2, outbox.sent.size());
        assertEquals(
                List.of(2, 1),
                outbox.sent.stream()
                        .map(sent -> sent.batch().decisions().size())
                        .toList());
    }
}
