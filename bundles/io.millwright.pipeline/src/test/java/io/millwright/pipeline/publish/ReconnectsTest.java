package io.millwright.pipeline.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.Bound;
import io.millwright.pipeline.publish.confirm.Ledger;
import io.millwright.pipeline.publish.kura.CloudConnection;
import io.millwright.pipeline.publish.kura.CloudConnection.Diagnosis;
import io.millwright.pipeline.publish.kura.CloudConnection.Finding;
import io.millwright.pipeline.publish.kura.Reconnects;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a stuck cloud connection is told to reconnect. Times are bounds, never expectations. */
@Timeout(value = 5 * Bound.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReconnectsTest {
    /** A connection that is found as told; a check is over when its reconnect has run or was refused. */
    private static final class FakeConnection implements CloudConnection {
        volatile Finding finding = Finding.STUCK;
        volatile Set<Integer> inFlight = Set.of(1, 2, 3);
        final BlockingQueue<Thread> reconnects = new LinkedBlockingQueue<>();
        final CountDownLatch goOn = new CountDownLatch(1);
        volatile boolean hold;

        @Override
        public Diagnosis diagnose() throws KuraException {
            if (finding == null) {
                throw new KuraException(KuraErrorCode.STORE_ERROR, "no store");
            }
            return new Diagnosis(finding, "all slots are taken", inFlight);
        }

        @Override
        public boolean reconnect(Pause pause) throws InterruptedException {
            reconnects.add(Thread.currentThread());
            if (hold) {
                // In Kura, then waiting: only the latter ends when the outbox closes.
                goOn.await();
                pause.sleep(Bound.MILLIS);
            }
            return true;
        }
    }

    private final FakeConnection connection = new FakeConnection();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final List<Long> counted = new ArrayList<>();
    private long confirmed;
    private Supplier<CloudConnection> find = () -> connection;
    private final Reconnects reconnects = new Reconnects("publisher-1", () -> find.get(), counted::add, nanos::get);

    @AfterEach
    void close() {
        reconnects.close();
    }

    @Test
    void aStuckConnectionReconnectsOnAThreadOfItsOwnAgainAfterAMinuteIfThatHelpedAndAfterFiveIfNot()
            throws InterruptedException {
        assertEquals(1, lookAndCount());
        Thread thread = connection.reconnects.poll(Bound.SECONDS, TimeUnit.SECONDS);
        assertEquals("millwright-outbox-reconnect", thread.getName());
        assertTrue(thread.isDaemon());
        confirmed = 7;
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(1) - 1);
        assertEquals(1, lookAndCount());
        nanos.addAndGet(1);
        assertEquals(2, lookAndCount());
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(5) - 1);
        assertEquals(2, lookAndCount(), "nothing was confirmed since");
        nanos.addAndGet(1);
        assertEquals(3, lookAndCount());
        assertEquals(List.of(1L, 2L, 3L), counted);
    }

    @ParameterizedTest
    @CsvSource({
        // finding, what two pipelines say (- nothing), reconnects
        "NOT_STUCK,      -,     -,     0",
        "STUCK_FOR_GOOD, -,     -,     0",
        "STUCK,          -,     -,     1",
        "STUCK,          true,  -,     1",
        "STUCK,          false, -,     0",
        "STUCK,          false, true,  1",
        "STUCK,          false, false, 0",
        "NOT_STUCK,      true,  true,  0",
    })
    void theConnectionAndThePipelinesDecide(Finding finding, String first, String second, int expected)
            throws InterruptedException {
        connection.finding = finding;
        if (!first.equals("-")) {
            reconnects.allow("p1", Boolean.parseBoolean(first));
        }
        if (!second.equals("-")) {
            reconnects.allow("p2", Boolean.parseBoolean(second));
        }
        assertEquals(expected, lookAndCount());
        assertEquals(expected, connection.reconnects.size());
    }

    /**
     * Hazard A12: in-flight places full at both looks, and confirmations of others every second: that is load. One
     * disconnect would have cost every application of the gateway its connection.
     */
    @Test
    void aBusyButHealthyConnectionIsNeverToldToReconnect() throws InterruptedException {
        for (int second = 0; second < 300; second += 10) {
            confirmed += 10;
            connection.inFlight = Set.of(second, second + 1, second + 2);
            look(TimeUnit.SECONDS.toNanos(1));
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
        }
        assertEquals(0, reconnects.count());
    }

    /** Some publishers report only their own confirmations: then what is in flight tells. */
    @Test
    void whereOthersConfirmationsAreNotHeardOtherMessagesInFlightMeanThatItMoves() throws InterruptedException {
        for (int second = 0; second < 300; second += 10) {
            connection.inFlight = Set.of(7, 8, second + 100);
            look(OutboxLimits.STUCK_NANOS);
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
        }
        assertEquals(0, reconnects.count());
    }

    @Test
    void theSameMessagesInFlightAreNoProofWhileSomebodysMessagesAreConfirmed() throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            confirmed++;
            look(OutboxLimits.STUCK_NANOS);
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
        }
        assertEquals(0, reconnects.count(), "somebody's was confirmed between any two looks");
        for (int i = 0; i < 20; i++) {
            look(OutboxLimits.STUCK_NANOS - 1);
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
        }
        assertEquals(0, reconnects.count(), "the last one is less than 30 s ago");
        look(OutboxLimits.STUCK_NANOS);
        assertEquals(1, reconnects.count());
    }

    @Test
    void twoLooksAreApartButNotTooFar() throws InterruptedException {
        look(OutboxLimits.STUCK_NANOS);
        nanos.addAndGet(OutboxLimits.STUCK_LOOKS_NANOS - 1);
        look(OutboxLimits.STUCK_NANOS);
        assertEquals(0, reconnects.count());
        nanos.addAndGet(OutboxLimits.STUCK_LOOK_VALID_NANOS + 1);
        look(OutboxLimits.STUCK_NANOS);
        assertEquals(0, reconnects.count());
    }

    @Test
    void aLookThatFailsHarmsNoLaterOne() throws InterruptedException {
        connection.finding = null;
        assertEquals(0, lookAndCount());
        connection.finding = Finding.STUCK;
        List<Supplier<CloudConnection>> failures = List.of(
                () -> null,
                () -> {
                    throw new NoClassDefFoundError("org/eclipse/kura/data/DataService");
                },
                () -> {
                    throw new IllegalStateException("bug");
                });
        for (Supplier<CloudConnection> failure : failures) {
            find = failure;
            assertEquals(0, lookAndCount());
        }
        find = () -> connection;
        assertEquals(1, lookAndCount());
    }

    @Test
    void oneLookAtATimeAndClosingEndsIt() throws InterruptedException {
        connection.hold = true;
        look(OutboxLimits.STUCK_NANOS);
        nanos.addAndGet(OutboxLimits.STUCK_LOOKS_NANOS);
        reconnects.check(confirmed, OutboxLimits.STUCK_NANOS);
        Thread thread = connection.reconnects.poll(Bound.SECONDS, TimeUnit.SECONDS);
        assertNotNull(thread);
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(6));
        reconnects.check(confirmed, OutboxLimits.STUCK_NANOS);
        reconnects.close();
        assertFalse(thread.isInterrupted(), "never while it is in Kura");
        connection.goOn.countDown();
        reconnects.awaitCheck(Bound.MILLIS);
        assertFalse(thread.isAlive(), "ended and joined");
        assertTrue(connection.reconnects.isEmpty(), "no second one");
        reconnects.check(confirmed, OutboxLimits.STUCK_NANOS);
        assertEquals(1, reconnects.count(), "closed");
    }

    @Test
    void anOutboxWhosePublisherIsStuckReconnectsAndSaysSo() throws InterruptedException {
        AtomicLong clock = new AtomicLong();
        Ledger ledger = new Ledger();
        FakePublisher publisher = new FakePublisher();
        Outbox outbox = new Outbox(
                publisher,
                "publisher-1",
                ledger,
                new Leftovers(ledger),
                pid -> pid.equals("publisher-1") ? connection : null,
                clock::get);
        outbox.start();
        outbox.offer(Decisions.change("a", 1));
        assertNotNull(publisher.published.poll(Bound.SECONDS, TimeUnit.SECONDS));
        Bound.await(
                () -> {
                    clock.addAndGet(OutboxLimits.NANOS_PER_SECOND);
                    // Something that wakes the outbox without being a confirmation.
                    outbox.allowReconnect("a", true);
                    return !connection.reconnects.isEmpty();
                },
                () -> "a reconnect; after " + clock.get() + " ns");
        assertTrue(clock.get() >= OutboxLimits.STUCK_NANOS, "after " + clock.get() + " ns");
        Bound.await(() -> outbox.state().text().contains("Reconnects so far: 1"), outbox::state);
        OutboxState state = outbox.state();
        assertEquals(OutboxState.Code.PUBLISHER_NOT_CONFIRMING, state.code());
        assertEquals(1, outbox.reconnects());
        outbox.beginClose();
        outbox.endClose(Bound.MILLIS);
    }

    private long lookAndCount() throws InterruptedException {
        // Two looks, as far apart as they must be, of which the second is the one that the test means; none before
        // counts.
        Finding meant = connection.finding;
        connection.finding = Finding.NOT_STUCK;
        look(0);
        connection.finding = meant;
        nanos.addAndGet(-OutboxLimits.STUCK_LOOKS_NANOS);
        look(OutboxLimits.STUCK_NANOS);
        nanos.addAndGet(OutboxLimits.STUCK_LOOKS_NANOS);
        look(OutboxLimits.STUCK_NANOS);
        return reconnects.count();
    }

    private void look(long quietNanos) throws InterruptedException {
        reconnects.check(confirmed, quietNanos);
        reconnects.awaitCheck(Bound.MILLIS);
    }
}
