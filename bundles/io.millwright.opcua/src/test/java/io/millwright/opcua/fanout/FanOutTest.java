package io.millwright.opcua.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.EveryChange;
import io.millwright.opcua.Recorder;
import io.millwright.opcua.Recorder.Call;
import io.millwright.opcua.state.Counters;
import io.millwright.opcua.table.TagTableParser;
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
class FanOutTest {
    private static final long T = 1_000_000_000L;
    private static final long WAIT_SECONDS = 60;

    private final Counters counters = new Counters();
    private final FanOut fanOut = new FanOut("plc", counters, Runnable::run);

    private void table(String... names) {
        StringBuilder csv = new StringBuilder("name,nodeId\n");
        for (String name : names) {
            csv.append(name).append(",ns=2;s=").append(name).append('\n');
        }
        fanOut.table(TagTableParser.parse(csv.toString()).rows());
    }

    private void deliver(int row, double value, long time) {
        fanOut.begin(time);
        fanOut.sample(row, value, 0, time);
        fanOut.end(time);
    }

    private static Call lastSample(Recorder recorder, int tag) {
        List<Call> calls = recorder.calls();
        for (int i = calls.size() - 1; i >= 0; i--) {
            if (calls.get(i).method().equals("sample") && calls.get(i).tag() == tag) {
                return calls.get(i);
            }
        }
        throw new AssertionError("no sample of " + tag + " in " + calls);
    }

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

    private static long progress(Recorder recorder) {
        return recorder.calls().stream()
                .filter(call -> call.method().equals("progress"))
                .mapToLong(Call::timeMicros)
                .reduce(0, (before, now) -> now);
    }

    @Test
    void numbersDoNotWaitForValuesThatComeApart() {
        table("number", "picture");
        fanOut.acquiring(true);
        fanOut.apart(new boolean[] {false, true});
        Recorder number = new Recorder();
        Recorder picture = new Recorder();
        Recorder both = new Recorder();
        fanOut.subscribe(Interest.in(List.of("number")), number);
        fanOut.subscribe(Interest.in(List.of("picture")), picture);
        fanOut.subscribe(Interest.in(List.of("number", "picture")), both);
        fanOut.begin(T);
        fanOut.sample(0, 1.0, 0, T);
        fanOut.end(T, 0);
        assertEquals(List.of(T, 0L, 0L), List.of(progress(number), progress(picture), progress(both)));
        fanOut.begin();
        fanOut.serverTime(T + 50, true);
        fanOut.end(T, T + 50);
        assertEquals(List.of(T, T, T), List.of(progress(number), progress(picture), progress(both)));
        fanOut.begin(T + 100);
        fanOut.end(T + 100, T + 50);
        assertEquals(List.of(T + 100, T + 50, T + 50), List.of(progress(number), progress(picture), progress(both)));
        Recorder late = new Recorder();
        fanOut.subscribe(Interest.in(List.of("picture")), late);
        assertEquals(T + 50, progress(late));
        fanOut.lost();
        assertEquals(List.of(T + 100, T + 100, T + 100), List.of(progress(number), progress(picture), progress(both)));
    }

    @Test
    void longValuesThatWereLongOnTheWayAreNoClockThatWasSetBack() {
        table("number", "picture");
        fanOut.acquiring(true);
        fanOut.apart(new boolean[] {false, true});
        Recorder number = new Recorder();
        fanOut.subscribe(Interest.in(List.of("number")), number);
        fanOut.begin(T);
        fanOut.end(T, T);
        fanOut.begin(T + 5_000_000);
        fanOut.end(T + 5_000_000, T);
        fanOut.begin();
        fanOut.serverTime(T + 1_000_000, true);
        fanOut.end(T + 5_000_000, T + 1_000_000);
        assertEquals(T + 5_000_000, progress(number));
        fanOut.begin();
        fanOut.serverTime(T - 3_000_000, true);
        fanOut.end(T - 3_000_000, T - 3_000_000);
        assertEquals(T - 3_000_000, progress(number));
    }

    @Test
    void beforeAConnectionEveryTagIsBadNoCommunication() {
        table("a");
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a")), recorder);
        assertEquals(StatusCodes.BAD_NO_COMMUNICATION, recorder.calls().get(0).status());
        assertEquals(1, recorder.size());
    }

    @Test
    void aLostConnectionMakesEveryTagBadAtTheLastProgressAndTheFirstGoodOneIsLater() {
        table("a", "b");
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a", "b")), recorder);
        fanOut.acquiring(true);
        deliver(0, 1.0, T);
        deliver(1, 2.0, T + 100);
        fanOut.lost();
        for (int tag = 0; tag < 2; tag++) {
            Call bad = lastSample(recorder, tag);
            assertEquals(StatusCodes.BAD_NO_COMMUNICATION, bad.status());
            assertTrue(Double.isNaN(bad.value()));
            assertEquals(T + 100, bad.timeMicros());
        }
        fanOut.acquiring(true);
        fanOut.begin(T + 5_000);
        fanOut.sample(0, 1.0, 0, T);
        fanOut.end(T + 5_000);
        assertEquals(T + 101, lastSample(recorder, 0).timeMicros());
        assertEquals(1.0, lastSample(recorder, 0).value());
    }

    @Test
    void aServerClockThatWasSetBackDoesNotFreezeTheTimes() {
        table("a");
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a")), recorder);
        fanOut.acquiring(true);
        deliver(0, 1.0, T);
        fanOut.lost();
        fanOut.acquiring(true);
        deliver(0, 2.0, T - 500_000);
        assertEquals(T - 500_000, lastSample(recorder, 0).timeMicros());
    }

    @Test
    void progressNeverDecreases() {
        table("a");
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a")), recorder);
        fanOut.acquiring(true);
        deliver(0, 1.0, T);
        deliver(0, 2.0, T - 10);
        assertEquals(T, recorder.calls().get(recorder.size() - 1).timeMicros());
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

    /** What a listener knew before may not be newer than what the server sends, or it would stand in the way of it. */
    @Test
    void aValueWrittenLongBeforeTheConnectionReplacesTheInitialStatus() {
        table("a");
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a")), recorder);
        fanOut.acquiring(true);
        fanOut.begin(T);
        fanOut.sample(0, 7.0, 0, T - 50_000_000);
        fanOut.end(T);
        assertEquals(7.0, lastSample(recorder, 0).value());
        assertTrue(
                lastSample(recorder, 0).timeMicros() > recorder.calls().get(0).timeMicros());
        assertEquals(T - 50_000_000, lastSample(recorder, 0).timeMicros());
    }

    @Test
    void aConnectionLostBeforeItsFirstValueVouchesForNoTime() {
        table("a");
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a")), recorder);
        fanOut.acquiring(true);
        fanOut.lost();
        assertTrue(recorder.calls().stream().noneMatch(call -> call.method().equals("progress")));
        fanOut.acquiring(true);
        deliver(0, 7.0, T);
        assertEquals(T, lastSample(recorder, 0).timeMicros());
    }

    @Test
    void aValueOlderThanTheRefusalOfItsItemIsLaterThanIt() {
        table("a", "b");
        fanOut.acquiring(true);
        deliver(1, 1.0, T);
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a", "b")), recorder);
        fanOut.begin();
        fanOut.refuse(0, StatusCodes.BAD_NODE_ID_UNKNOWN);
        fanOut.endWithoutProgress();
        Call refused = lastSample(recorder, 0);
        assertEquals(StatusCodes.BAD_NODE_ID_UNKNOWN, refused.status());
        fanOut.begin(T + 100);
        fanOut.sample(0, 7.0, 0, T - 50_000_000);
        fanOut.end(T + 100);
        assertEquals(7.0, lastSample(recorder, 0).value());
        assertTrue(lastSample(recorder, 0).timeMicros() > refused.timeMicros());
    }

    @Test
    void aTagThatWaitsForItsFirstValueAmongOthersGetsItWhateverItsTime() {
        table("a", "b");
        fanOut.acquiring(true);
        deliver(1, 1.0, T);
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a")), recorder);
        Call waiting = lastSample(recorder, 0);
        assertEquals(StatusCodes.BAD_WAITING_FOR_INITIAL_DATA, waiting.status());
        fanOut.begin(T + 100);
        fanOut.sample(0, 7.0, 0, T - 50_000_000);
        fanOut.end(T + 100);
        assertTrue(lastSample(recorder, 0).timeMicros() > waiting.timeMicros());
    }

    @Test
    void progressFollowsAServerWhoseClockIsSetBack() {
        table("a", "b");
        fanOut.acquiring(true);
        deliver(0, 1.0, T);
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a", "b")), recorder);
        long step = 600_000_000L;
        deliver(0, 2.0, T - step);
        deliver(0, 3.0, T - step + 100);
        List<Call> calls = recorder.calls();
        assertEquals(T - step + 100, calls.get(calls.size() - 1).timeMicros());
        assertEquals(T - step + 100, lastSample(recorder, 0).timeMicros());
        deliver(1, 4.0, T - step + 200);
        assertEquals(T - step + 200, lastSample(recorder, 1).timeMicros());
    }

    @Test
    void aSmallStepBackOfTheServersClockOnlyHoldsProgress() {
        table("a");
        fanOut.acquiring(true);
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a")), recorder);
        deliver(0, 1.0, T);
        deliver(0, 2.0, T - 1_000_000);
        List<Call> calls = recorder.calls();
        assertEquals("progress", calls.get(calls.size() - 1).method());
        assertEquals(T, calls.get(calls.size() - 1).timeMicros());
        assertEquals(T - 1_000_000, lastSample(recorder, 0).timeMicros());
    }

    /** What changed while the connection was lost comes with its own times; what did not is in force again afterwards. */
    @Test
    void aConnectionThatGoesOnBringsTheChangesOfMeanwhileAndThenTheRest() {
        table("changed", "still");
        fanOut.acquiring(true);
        deliver(0, 1.0, T);
        deliver(1, 5.0, T + 10);
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("changed", "still")), recorder);
        fanOut.lost();
        int from = recorder.size();

        fanOut.begin();
        fanOut.resuming();
        fanOut.endWithoutProgress();
        fanOut.begin(T + 1000);
        fanOut.sample(0, 2.0, 0, T + 300);
        fanOut.sample(0, 3.0, 0, T + 600);
        fanOut.endWithoutProgress();
        fanOut.begin(T + 1000);
        fanOut.sample(0, 4.0, 0, T + 900);
        fanOut.end(T + 1000);

        List<String> calls = recorder.calls().subList(from, recorder.size()).stream()
                .map(call -> call.method() + " " + call.tag() + " " + call.value() + " " + (call.timeMicros() - T))
                .toList();
        assertEquals(
                List.of(
                        "sample 0 2.0 300",
                        "sample 0 3.0 600",
                        "sample 0 4.0 900",
                        "sample 1 5.0 1000",
                        "progress -1 NaN 1000"),
                calls);
    }

    /** A second loss before the changes of meanwhile are all there. */
    @Test
    void whatDidNotChangeIsInForceAgainAfterTwoLossesInARow() {
        table("a");
        fanOut.acquiring(true);
        deliver(0, 1.0, T);
        for (int loss = 1; loss <= 2; loss++) {
            fanOut.lost();
            fanOut.begin();
            fanOut.resuming();
            fanOut.endWithoutProgress();
        }
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a")), recorder);
        fanOut.begin(T + 1000);
        fanOut.end(T + 1000);
        assertEquals(1.0, lastSample(recorder, 0).value());
        assertEquals(T + 1000, lastSample(recorder, 0).timeMicros());
    }

    /** What was known before a loss says nothing once everything was acquired anew. */
    @Test
    void anAcquisitionAfterALossForgetsWhatWasKept() {
        table("a");
        fanOut.acquiring(true);
        deliver(0, 1.0, T);
        fanOut.lost();
        fanOut.acquiring(true);
        fanOut.begin(T + 1000);
        fanOut.end(T + 1000);
        assertEquals(StatusCodes.BAD_WAITING_FOR_INITIAL_DATA, fanOut.statuses()[0]);
    }
}
