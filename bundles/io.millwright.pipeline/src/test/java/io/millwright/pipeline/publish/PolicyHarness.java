package io.millwright.pipeline.publish;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.Balanced;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.publish.confirm.Ledger;
import io.millwright.pipeline.publish.message.Batch;
import io.millwright.pipeline.publish.message.DecisionMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Drives an {@link OutboxPolicy} with a clock of its own and a publisher that behaves as told. */
final class PolicyHarness {
    /** What the publisher does with a message. */
    interface Publisher {
        /** Returns the id, null for QoS 0; throws {@link Refused}. */
        String publish(Batch batch) throws Refused;
    }

    /** The publisher takes nothing. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean storeFull;

        Refused(boolean storeFull) {
            super("refused");
            this.storeFull = storeFull;
        }
    }

    /** One message that was handed over. */
    record Sent(long millis, Batch batch, String id) {
        @Override
        public String toString() {
            if (batch.state() != null) {
                return millis + " state " + batch.group().pipeline() + " "
                        + batch.state().state();
            }
            if (batch.annex() != null) {
                return millis + " " + batch.annex().kind() + " " + batch.annex().body();
            }
            List<PipelineDecision> decisions = batch.decisions();
            return millis + " " + batch.group().pipeline() + " "
                    + decisions.get(0).sequence() + "-" + batch.newest().sequence();
        }
    }

    private record Event(long nanos, long order, Runnable action) {}

    final Ledger ledger = new Ledger();
    final OutboxPolicy policy = new OutboxPolicy(ledger, "publisher-1");
    final List<Sent> sent = new ArrayList<>();

    /** When it was asked to look whether the cloud connection is stuck, in milliseconds. */
    final List<Long> stuckChecks = new ArrayList<>();

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::nanos).thenComparingLong(Event::order));
    Publisher publisher = batch -> nextId();
    long nowNanos;
    int attempts;
    private int ids;
    private long order;

    String nextId() {
        ids++;
        return "m" + ids;
    }

    long millis() {
        return nowNanos / OutboxLimits.NANOS_PER_MILLI;
    }

    void atMillis(long millis, Runnable action) {
        order++;
        events.add(new Event(millis * OutboxLimits.NANOS_PER_MILLI, order, action));
    }

    void offer(PipelineDecision... decisions) {
        for (PipelineDecision decision : decisions) {
            policy.offer(decision, nowNanos);
        }
    }

    void confirm(String id) {
        policy.confirmed(id, nowNanos);
    }

    /** Confirms every message so long after it was handed over. */
    void confirmAfterMillis(long delay) {
        publisher = batch -> {
            String id = nextId();
            atMillis(millis() + delay, () -> confirm(id));
            return id;
        };
    }

    OutboxState.Code state() {
        return policy.state(nowNanos).code();
    }

    List<String> log() {
        return sent.stream().map(Sent::toString).toList();
    }

    /** Runs everything that happens up to the given time, inclusive. */
    void runToMillis(long millis) {
        long end = millis * OutboxLimits.NANOS_PER_MILLI;
        while (true) {
            while (!events.isEmpty() && events.peek().nanos() <= nowNanos) {
                events.poll().action().run();
            }
            if (policy.stuckCheckDue(nowNanos)) {
                stuckChecks.add(millis());
            }
            sendAll();
            policy.state(nowNanos);
            long next = policy.nextChangeNanos(nowNanos);
            assertTrue(next > nowNanos, "nothing can go now, so waking now would spin");
            next = events.isEmpty() ? next : Math.min(next, events.peek().nanos());
            Balanced.now(PublisherCount.BALANCES, policy.counters());
            if (next > end) {
                nowNanos = end;
                return;
            }
            nowNanos = Math.max(nowNanos, next);
        }
    }

    private Batch fitting(Batch taken) {
        Batch batch = taken;
        Batch fitting = policy.written(batch, DecisionMessage.write(batch), nowNanos);
        while (fitting != batch) {
            batch = fitting;
            fitting = policy.written(batch, DecisionMessage.write(batch), nowNanos);
        }
        return batch;
    }

    private void sendAll() {
        for (Batch batch = policy.next(nowNanos); batch != null; batch = policy.next(nowNanos)) {
            attempts++;
            batch = fitting(batch);
            try {
                String id = publisher.publish(batch);
                sent.add(new Sent(millis(), batch, id));
                policy.published(batch, id, nowNanos);
            } catch (Refused e) {
                policy.failed(batch, e.storeFull, e.getMessage(), nowNanos);
            }
        }
    }
}
