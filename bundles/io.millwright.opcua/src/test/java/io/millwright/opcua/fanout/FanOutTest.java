package io.millwright.opcua.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.EveryChange;
import io.millwright.opcua.Recorder;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Interest;
import io.millwright.tag.TagListener;
import io.millwright.tag.TagSubscription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The contract between a source and its listeners. */
class FanOutTest extends FanOutHarness {
    private static final long WAIT_SECONDS = 60;

    @Test
    void theLastKnownValueComesFirst() {
        table("a", "b");
        fanOut.acquiring(true);
        deliver(1, 5.0, T);
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("b", "a")), recorder);
        assertEquals(5.0, recorder.calls().get(0).value());
        assertEquals(T, recorder.calls().get(0).timeMicros());
        assertEquals(
                StatusCodes.BAD_WAITING_FOR_INITIAL_DATA,
                recorder.calls().get(1).status());
        assertEquals("progress", recorder.calls().get(2).method());
    }

    private static final class Digits implements TagListener {
        private final List<Long> integers = new ArrayList<>();
        private final List<Double> samples = new ArrayList<>();

        @Override
        public void sample(int tag, double value, int status, long timeMicros) {
            samples.add(value);
        }

        @Override
        public void integer(int tag, long value, int status, long timeMicros) {
            integers.add(value);
        }

        @Override
        public void progress(long timeMicros) {}
    }

    @Test
    void anIntegerKeepsItsDigitsLiveReplayedAndIsZeroWhenLost() {
        table("a");
        fanOut.acquiring(true);
        Digits live = new Digits();
        fanOut.subscribe(Interest.in(List.of("a")), live);
        fanOut.begin(T);
        fanOut.integer(0, 9_007_199_254_740_993L, 0, T);
        fanOut.end(T);
        Digits late = new Digits();
        fanOut.subscribe(Interest.in(List.of("a")), late);
        fanOut.lost();
        assertEquals(List.of(9_007_199_254_740_993L, 0L), live.integers);
        assertEquals(List.of(9_007_199_254_740_993L, 0L), late.integers);
        assertEquals(List.of(Double.NaN), live.samples);
        assertEquals(List.of(), late.samples);
    }

    @Test
    void everyChangeOfATagIsWantedWhileOneSubscriberWantsIt() {
        table("a", "b");
        AtomicInteger changes = new AtomicInteger();
        fanOut.onInterest(changes::incrementAndGet);
        fanOut.subscribe(Interest.in(List.of("a", "b")), new Recorder());
        assertEquals(0, changes.get());
        TagSubscription every = fanOut.subscribe(new EveryChange(List.of("b")), new Recorder());
        assertFalse(fanOut.everyChange(0));
        assertTrue(fanOut.everyChange(1));
        table("b");
        assertTrue(fanOut.everyChange(0));
        every.close();
        assertFalse(fanOut.everyChange(0));
        assertEquals(3, changes.get());
    }

    @Test
    void anUnknownNameIsBadAndHealsWhenTheTableGainsIt() {
        table("a");
        fanOut.acquiring(true);
        Recorder recorder = new Recorder();
        TagSubscription subscription = fanOut.subscribe(Interest.in(List.of("later", "a")), recorder);
        assertEquals(StatusCodes.BAD_NODE_ID_UNKNOWN, lastSample(recorder, 0).status());
        deliver(0, 1.0, T);
        int before = recorder.size();
        table("later", "a");
        deliver(0, 7.0, T + 1);
        assertEquals(7.0, lastSample(recorder, 0).value());
        assertEquals("later", subscription.tag(0).name());
        assertEquals("described", recorder.calls().get(before).method());
        deliver(1, 3.0, T + 2);
        assertEquals(3.0, lastSample(recorder, 1).value());
        table("a");
        assertEquals(StatusCodes.BAD_NODE_ID_UNKNOWN, lastSample(recorder, 0).status());
    }

    @Test
    void anEqualLineKeepsItsValueOverATableChange() {
        table("a");
        fanOut.acquiring(true);
        deliver(0, 1.0, T);
        table("b", "a");
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a")), recorder);
        assertEquals(1.0, lastSample(recorder, 0).value());
    }

    @Test
    void aNameTwiceIsRefused() {
        assertThrows(
                IllegalArgumentException.class, () -> fanOut.subscribe(Interest.in(List.of("a", "a")), new Recorder()));
    }

    @Test
    void aListenerThatThrowsEndsOnlyItsOwnSubscription() {
        table("a");
        fanOut.acquiring(true);
        AtomicInteger calls = new AtomicInteger();
        fanOut.subscribe(Interest.in(List.of("a")), new TagListener() {
            @Override
            public void sample(int tag, double value, int status, long timeMicros) {
                calls.incrementAndGet();
                throw new IllegalStateException("a bug of the listener");
            }

            @Override
            public void progress(long timeMicros) {
                calls.incrementAndGet();
            }
        });
        Recorder other = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a")), other);
        deliver(0, 1.0, T);
        deliver(0, 2.0, T + 1);
        assertEquals(1, calls.get());
        assertEquals(2.0, lastSample(other, 0).value());
        assertEquals(1, counters.failedListeners.get());
    }

    @Test
    void closeWaitsForTheRunningCallAndNothingComesAfter() throws Exception {
        table("a");
        fanOut.acquiring(true);
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        TagSubscription subscription = fanOut.subscribe(Interest.in(List.of("a")), new TagListener() {
            @Override
            public void sample(int tag, double value, int status, long timeMicros) {
                if (value == 1.0) {
                    entered.countDown();
                    try {
                        leave.await(WAIT_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
                calls.incrementAndGet();
            }

            @Override
            public void progress(long timeMicros) {
                calls.incrementAndGet();
            }
        });
        int before = calls.get();
        Thread delivering = new Thread(() -> deliver(0, 1.0, T));
        delivering.start();
        assertTrue(entered.await(WAIT_SECONDS, TimeUnit.SECONDS));
        Thread closing = new Thread(() -> {
            subscription.close();
            closed.countDown();
        });
        closing.start();
        assertFalse(closed.await(50, TimeUnit.MILLISECONDS), "closed while a call was running");
        leave.countDown();
        assertTrue(closed.await(WAIT_SECONDS, TimeUnit.SECONDS));
        delivering.join(TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
        deliver(0, 2.0, T + 1);
        assertEquals(before + 1, calls.get());
        subscription.close();
    }

    @Test
    void closeGivesUpOnAListenerThatHangs() throws Exception {
        table("a");
        fanOut.acquiring(true);
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        FanOut hanging = new FanOut("plc", counters, task -> new Thread(task).start());
        TagSubscription subscription = hanging.subscribe(Interest.in(List.of("a")), new TagListener() {
            @Override
            public void sample(int tag, double value, int status, long timeMicros) {
                entered.countDown();
                try {
                    leave.await(2 * WAIT_SECONDS, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void progress(long timeMicros) {}
        });
        assertTrue(entered.await(WAIT_SECONDS, TimeUnit.SECONDS));
        long started = System.nanoTime();
        subscription.close();
        assertTrue(System.nanoTime() - started < TimeUnit.SECONDS.toNanos(WAIT_SECONDS), "close never returned");
        leave.countDown();
    }
}
