package io.millwright.pipeline.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.Bound;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.publish.confirm.OutboxCounters;
import io.millwright.pipeline.publish.message.DecisionMessageTest;
import io.millwright.pipeline.publish.message.SchemaCheck;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many lanes, confirmations on threads of their own, refusals, and a publisher that is replaced on the way. */
@Timeout(value = 5 * Bound.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutboxUnderLoadTest {
    private static final int PIPELINES = 8;
    private static final int DECISIONS = 1_000;

    private final Outboxes outboxes = new Outboxes(pid -> null);
    private final ExecutorService confirming = Executors.newFixedThreadPool(2);
    private final ExecutorService lanes = Executors.newFixedThreadPool(PIPELINES);

    @Test
    void everyDecisionIsAccountedForOnceAndInOrderOverAChangeOfThePublisher() throws Exception {
        FakePublisher first = publisher(3);
        FakePublisher second = publisher(0);
        CountDownLatch half = new CountDownLatch(PIPELINES);
        CountDownLatch replaced = new CountDownLatch(1);
        Outbox before = outboxes.acquire(first, "publisher-1");
        Outbox[] after = new Outbox[1];
        List<Future<?>> running = new ArrayList<>();
        for (int p = 0; p < PIPELINES; p++) {
            String pipeline = "p" + p;
            running.add(lanes.submit(() -> {
                offer(before, pipeline, 1, DECISIONS / 2);
                half.countDown();
                assertTrue(replaced.await(Bound.SECONDS, TimeUnit.SECONDS));
                offer(after[0], pipeline, DECISIONS / 2 + 1, DECISIONS);
                return null;
            }));
        }
        assertTrue(half.await(Bound.SECONDS, TimeUnit.SECONDS));
        Bound.await(() -> !first.published.isEmpty(), () -> "the first message");
        outboxes.release(before);
        after[0] = outboxes.acquire(second, "publisher-2");
        replaced.countDown();
        for (Future<?> lane : running) {
            assertNull(lane.get(Bound.SECONDS, TimeUnit.SECONDS));
        }
        // A release gives up after a while; here nothing may be given up.
        Bound.await(() -> pending() == 0, () -> pending() + " decisions fewer");
        outboxes.release(after[0]);
        outboxes.close();
        lanes.shutdown();
        confirming.shutdown();
        assertTrue(confirming.awaitTermination(Bound.SECONDS, TimeUnit.SECONDS));

        Map<String, Long> received = new HashMap<>();
        receive(first, received);
        long byFirst = received.values().stream().mapToLong(Long::longValue).sum();
        receive(second, received);
        assertTrue(byFirst > 0 && byFirst < (long) PIPELINES * DECISIONS, byFirst + " went to the first publisher");
        for (int p = 0; p < PIPELINES; p++) {
            OutboxCounters counters = outboxes.counters("p" + p);
            assertEquals(DECISIONS, counters.offered());
            assertEquals(0, counters.pending());
            assertEquals(0, counters.inFlight());
            assertEquals(0, counters.dropped());
            assertEquals(DECISIONS, counters.published());
            assertEquals(counters.published(), counters.confirmed() + counters.unconfirmed());
            assertEquals(DECISIONS, received.get("p" + p));
        }
    }

    private long pending() {
        return IntStream.range(0, PIPELINES)
                .mapToLong(p -> outboxes.counters("p" + p).pending())
                .sum();
    }

    /** Refuses one message; confirms every fourth before publish returns, the others from another thread. */
    private FakePublisher publisher(int refused) {
        FakePublisher publisher = new FakePublisher();
        publisher.behaviour = (id, message) -> {
            int attempt = publisher.attempts.get();
            if (attempt == refused) {
                throw new KuraException(KuraErrorCode.SERVICE_UNAVAILABLE, "for a moment");
            }
            if (attempt % 4 == 0) {
                publisher.confirm(id);
            } else {
                confirming.execute(() -> publisher.confirm(id));
            }
        };
        return publisher;
    }

    private static void offer(Outbox outbox, String pipeline, int from, int to) {
        for (int i = from; i <= to; i++) {
            PipelineDecision decision = i % 100 == 0 ? Decisions.change(pipeline, i) : Decisions.routine(pipeline, i);
            assertTrue(outbox.offer(decision));
        }
    }

    private static void receive(FakePublisher publisher, Map<String, Long> received) {
        for (FakePublisher.Published message : publisher.published) {
            Map<String, Object> body = DecisionMessageTest.body(message.message());
            String pipeline = (String) body.get("pipeline");
            for (Object element : (List<?>) body.get("decisions")) {
                long sequence = (Long) SchemaCheck.object(element).get("sequence");
                assertEquals(received.merge(pipeline, 1L, Long::sum), sequence, "gap, disorder or duplicate");
            }
        }
    }
}
