package io.millwright.pipeline.publish;

import static io.millwright.pipeline.publish.Decisions.change;
import static io.millwright.pipeline.publish.Decisions.routine;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.Bound;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.publish.confirm.Ledger;
import io.millwright.pipeline.publish.confirm.OutboxCounters;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.KuraStoreCapacityReachedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The outbox's thread and its life, with a publisher that misbehaves. Times are bounds, never expectations. */
@Timeout(value = 5 * Bound.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutboxTest {
    private static final long LONGEST_WAIT_SECONDS = 60;
    private static final String LAST_IN_FLIGHT = "k" + OutboxLimits.IN_FLIGHT_MESSAGES;

    private final Outboxes outboxes = new Outboxes(pid -> null);
    private final FakePublisher publisher = new FakePublisher();

    @AfterEach
    void close() {
        outboxes.close();
    }

    @Test
    void publishesOnAThreadOfItsOwnThatIsNamedAfterThePublisher() throws InterruptedException {
        publisher.behaviour = (id, message) -> publisher.confirm(id);
        Outbox outbox = outboxes.acquire(publisher, "publisher-1");
        assertTrue(outbox.offer(change("a", 1)));
        FakePublisher.Published message = next(publisher);
        assertEquals("millwright-outbox-publisher-1", message.thread().getName());
        assertTrue(message.thread().isDaemon());
        assertEquals(1L, message.metric("sequence"));
        assertEquals("a-asset", message.message().getProperties().get("assetName"));
    }

    @Test
    void aPublisherThatBlocksNeverBlocksALane() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        publisher.behaviour = (id, message) -> {
            blocked.countDown();
            await(open);
        };
        Outbox outbox = outboxes.acquire(publisher, "publisher-1");
        outbox.offer(change("a", 1));
        await(blocked);
        for (int i = 2; i <= 1_000; i++) {
            assertTrue(outbox.offer(routine("a", i)));
        }
        assertEquals(1_000, outboxes.counters("a").pending());
        assertTrue(publisher.published.isEmpty());
        open.countDown();
        next(publisher);
    }

    @Test
    void aConfirmationFromAnotherThreadBeforePublishReturnsIsNotLost() throws InterruptedException {
        publisher.behaviour = (id, message) -> {
            Thread confirming = new Thread(() -> publisher.confirm(id), "confirming");
            confirming.start();
            join(confirming);
        };
        Outbox outbox = outboxes.acquire(publisher, "publisher-1");
        int messages = 3 * OutboxLimits.IN_FLIGHT_MESSAGES;
        for (int i = 1; i <= messages; i++) {
            outbox.offer(change("a", i));
            assertEquals((long) i, next(publisher).metric("sequence"));
        }
        awaitConfirmed(messages);
    }

    @Test
    void aConfirmationWakesTheThread() throws InterruptedException {
        Ledger ledger = new Ledger();
        AtomicLong nanos = new AtomicLong(123);
        // Left to itself the thread looks when the publisher counts as not confirming. The clock is set back so far
        // that it is a wait of the longest kind, and stands still: nothing but the confirmation can free a slot.
        long back = TimeUnit.MINUTES.toNanos(1);
        publisher.behaviour = (id, message) -> nanos.addAndGet(id.equals(LAST_IN_FLIGHT) ? -back : 0);
        Outbox outbox = start(ledger, nanos::get);
        Thread thread = null;
        for (int i = 1; i <= OutboxLimits.IN_FLIGHT_MESSAGES; i++) {
            outbox.offer(change("a", i));
            thread = next(publisher).thread();
        }
        outbox.offer(change("b", 1));
        awaitWaiting(thread);
        assertTrue(publisher.published.isEmpty());
        nanos.addAndGet(back);
        publisher.confirm("k1");
        FakePublisher.Published woken = publisher.published.poll(LONGEST_WAIT_SECONDS / 2, TimeUnit.SECONDS);
        assertNotNull(woken, "the confirmation woke nobody");
        assertEquals("b", woken.metric("pipeline"));
        for (int i = 2; i <= OutboxLimits.IN_FLIGHT_MESSAGES + 1; i++) {
            publisher.confirm("k" + i);
        }
        close(outbox);
        assertEquals(OutboxLimits.IN_FLIGHT_MESSAGES, ledger.counters("a").confirmed());
    }

    @Test
    void oneOutboxPerPublisherIsSharedUntilTheLastUserReleasesIt() throws InterruptedException {
        FakePublisher other = new FakePublisher();
        Outbox first = outboxes.acquire(publisher, "publisher-1");
        assertSame(first, outboxes.acquire(publisher, "publisher-1"));
        assertNotSame(first, outboxes.acquire(other, "publisher-2"));
        outboxes.release(first);
        publisher.behaviour = (id, message) -> publisher.confirm(id);
        assertTrue(first.offer(change("a", 1)));
        Thread thread = next(publisher).thread();
        outboxes.release(first);
        assertFalse(thread.isAlive(), "the thread is joined");
        assertTrue(publisher.deliveryListeners.isEmpty(), "the listener is unregistered");
        assertFalse(first.offer(change("a", 2)));
        assertEquals(1, outboxes.counters("a").offered(), "what comes too late is left to the caller's count");
        assertEquals(OutboxState.Code.CLOSED, first.state().code());
    }

    @Test
    void closingSendsWhatWaits() {
        publisher.behaviour = (id, message) -> publisher.confirm(id);
        Ledger ledger = new Ledger();
        // The clock stands still: the time to flush does not run out.
        Outbox outbox = start(ledger, () -> 123);
        for (int p = 0; p < 2 * OutboxLimits.IN_FLIGHT_MESSAGES; p++) {
            outbox.offer(patient("p" + p, 1));
        }
        close(outbox);
        assertEquals(2 * OutboxLimits.IN_FLIGHT_MESSAGES, publisher.published.size());
        assertEquals(1, ledger.counters("p0").confirmed());
    }

    @Test
    void whatAPublisherDidNotTakeGoesToThePipelinesNextOne() throws InterruptedException {
        publisher.behaviour = (id, message) -> {
            throw new KuraException(KuraErrorCode.SERVICE_UNAVAILABLE, "gone");
        };
        Outbox first = outboxes.acquire(publisher, "publisher-1");
        first.offer(change("a", 1));
        first.offer(routine("a", 2));
        outboxes.release(first);
        assertEquals(2, outboxes.counters("a").pending());

        FakePublisher second = new FakePublisher();
        second.behaviour = (id, message) -> second.confirm(id);
        Outbox outbox = outboxes.acquire(second, "publisher-2");
        outbox.offer(routine("a", 3));
        FakePublisher.Published message = next(second);
        assertEquals(1L, message.metric("sequence.first"));
        assertEquals(3L, message.metric("sequence.last"));
        assertEquals(3, message.metric("decisions"));
        awaitConfirmed(3);
        OutboxCounters counters = outboxes.counters("a");
        assertEquals(0, counters.pending() + counters.dropped());
    }

    @Test
    void stoppingCountsWhatIsLeftAsDropped() {
        publisher.behaviour = (id, message) -> {
            throw new KuraException(KuraErrorCode.SERVICE_UNAVAILABLE, "gone");
        };
        outboxes.acquire(publisher, "publisher-1").offer(change("a", 1));
        outboxes.close();
        OutboxCounters counters = outboxes.counters("a");
        assertEquals(1, counters.offered());
        assertEquals(1, counters.dropped());
        assertThrows(IllegalStateException.class, () -> outboxes.acquire(publisher, "publisher-1"));
    }

    @Test
    void aPublisherThatHangsDelaysReleaseByAtMostItsBoundAndIsAccountedForWhenItReturns() throws InterruptedException {
        AtomicBoolean interrupted = new AtomicBoolean(true);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        publisher.behaviour = (id, message) -> {
            blocked.countDown();
            await(open);
            interrupted.set(Thread.currentThread().isInterrupted());
        };
        Outbox outbox = outboxes.acquire(publisher, "publisher-1");
        outbox.offer(change("a", 1));
        await(blocked);
        outbox.offer(routine("a", 2));
        outboxes.release(outbox);
        assertEquals(2, outboxes.counters("a").pending());
        assertTrue(publisher.deliveryListeners.isEmpty());
        open.countDown();
        Thread thread = next(publisher).thread();
        thread.join(Bound.MILLIS);
        assertFalse(thread.isAlive());
        assertFalse(interrupted.get(), "an interrupted call would close the files of Kura's database");
        OutboxCounters counters = outboxes.counters("a");
        assertEquals(1, counters.unconfirmed());
        assertEquals(1, counters.pending());
    }

    @Test
    void aCallOfPublishThatDoesNotReturnShowsInTheState() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        publisher.behaviour = (id, message) -> {
            blocked.countDown();
            await(open);
            publisher.confirm(id);
        };
        AtomicLong nanos = new AtomicLong(123);
        Ledger ledger = new Ledger();
        Outbox outbox = start(ledger, nanos::get);
        outbox.offer(change("a", 1));
        await(blocked);
        nanos.addAndGet(OutboxLimits.BLOCKED_NANOS - 1);
        assertEquals(OutboxState.OK, outbox.state());
        nanos.addAndGet(1);
        assertEquals(OutboxState.Code.PUBLISHER_BLOCKED, outbox.state().code());
        open.countDown();
        Thread thread = next(publisher).thread();
        close(outbox);
        assertFalse(thread.isAlive());
        assertEquals(1, ledger.counters("a").confirmed());
        assertEquals(OutboxState.Code.CLOSED, outbox.state().code());
    }

    @Test
    void aFullStoreIsAState() {
        publisher.behaviour = (id, message) -> {
            throw new KuraStoreCapacityReachedException("capacity 1000");
        };
        Outbox outbox = outboxes.acquire(publisher, "publisher-1");
        assertEquals(OutboxState.OK, outbox.state());
        outbox.offer(change("a", 1));
        OutboxState full = awaitState(outbox, OutboxState.Code.STORE_FULL);
        assertTrue(full.text().contains("publisher-1") && full.text().contains("store.capacity"), full.text());
        assertEquals(1, outboxes.counters("a").pending());
        assertTrue(outboxes.counters("a").backOff());
    }

    /** A thread that ends silently would leave the gateway without messages until the next restart. */
    @Test
    void aBugInTheOutboxItselfEndsNothingAndIsAState() throws InterruptedException {
        AtomicBoolean broken = new AtomicBoolean(true);
        AtomicInteger bugs = new AtomicInteger();
        AtomicReference<Thread> thread = new AtomicReference<>();
        Outbox outbox = start(new Ledger(), () -> {
            if (Thread.currentThread().getName().startsWith("millwright-outbox-")) {
                thread.set(Thread.currentThread());
                if (broken.get()) {
                    bugs.incrementAndGet();
                    throw new NoClassDefFoundError("org/example/Gone");
                }
            }
            return 0;
        });
        OutboxState state = awaitState(outbox, OutboxState.Code.PUBLISH_FAILED);
        assertTrue(state.text().contains("java.lang.NoClassDefFoundError: org/example/Gone"), state.text());
        Bound.await(() -> bugs.get() > 1, () -> "another try");
        publisher.behaviour = (id, message) -> publisher.confirm(id);
        broken.set(false);
        outbox.offer(change("a", 1));
        assertNotNull(next(publisher));
        close(outbox);
        assertFalse(thread.get().isAlive());
    }

    @Test
    void aBugInThePublisherCostsNoDecisionAndNoThread() throws InterruptedException {
        publisher.behaviour = (id, message) -> {
            if (id.equals("k1")) {
                throw new IllegalStateException("bug");
            }
            if (id.equals("k2")) {
                throw new NoClassDefFoundError("org/example/Gone");
            }
            Thread.currentThread().interrupt();
            publisher.confirm(id);
        };
        Outbox outbox = outboxes.acquire(publisher, "publisher-1");
        outbox.offer(change("a", 1));
        assertEquals(1L, next(publisher).metric("sequence"));
        assertEquals(2, outboxes.counters("a").failures());
        outbox.offer(change("a", 2));
        assertEquals(2L, next(publisher).metric("sequence"), "an interrupt flag left behind ends nothing");
    }

    @Test
    void statesArePublishedToo() throws InterruptedException {
        publisher.behaviour = (id, message) -> publisher.confirm(id);
        Outbox outbox = outboxes.acquire(publisher, "publisher-1");
        outbox.offer(Decisions.state("pipe", "RUNNING"));
        FakePublisher.Published message = next(publisher);
        assertEquals("state", message.metric("millwright.kind"));
        assertEquals("RUNNING", message.metric("state"));
        assertEquals("pipe", message.message().getProperties().get("assetName"));
    }

    private static OutboxState awaitState(Outbox outbox, OutboxState.Code code) {
        AtomicReference<OutboxState> seen = new AtomicReference<>();
        Bound.await(
                () -> {
                    seen.set(outbox.state());
                    return seen.get().code() == code;
                },
                () -> code + ", but " + seen);
        return seen.get();
    }

    private void awaitConfirmed(long decisions) {
        Bound.await(() -> outboxes.counters("a").confirmed() == decisions, () -> outboxes.counters("a"));
    }

    /** Starts an outbox with a clock of the test's own. */
    private Outbox start(Ledger ledger, LongSupplier nanoTime) {
        Outbox outbox = new Outbox(publisher, "publisher-1", ledger, new Leftovers(ledger), pid -> null, nanoTime);
        outbox.start();
        return outbox;
    }

    private static void close(Outbox outbox) {
        outbox.beginClose();
        outbox.endClose(Bound.MILLIS);
    }

    private static FakePublisher.Published next(FakePublisher publisher) throws InterruptedException {
        FakePublisher.Published message = publisher.published.poll(Bound.SECONDS, TimeUnit.SECONDS);
        assertNotNull(message, "no message within " + Bound.SECONDS + " s");
        return message;
    }

    private static PipelineDecision patient(String pipeline, long sequence) {
        PipelineDecision hasty = routine(pipeline, sequence);
        return Decisions.of(
                hasty.asset(),
                pipeline,
                hasty.model(),
                sequence,
                hasty.windowEndMicros(),
                hasty.decision(),
                hasty.score(),
                hasty.quality(),
                hasty.reason(),
                false,
                Integer.MAX_VALUE,
                0,
                0);
    }

    private static void await(CountDownLatch latch) {
        boolean interrupted = false;
        try {
            assertTrue(latch.await(Bound.SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            interrupted = true;
            awaitAgain(latch);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A store call that takes no notice of an interruption. */
    private static void awaitAgain(CountDownLatch latch) {
        try {
            assertTrue(latch.await(Bound.SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted twice", e);
        }
    }

    private static void awaitWaiting(Thread thread) {
        Bound.await(() -> thread.getState() == Thread.State.TIMED_WAITING, () -> "the thread comes to rest");
    }

    private static void join(Thread thread) {
        try {
            thread.join(Bound.MILLIS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
