package io.millwright.pipeline.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.Bound;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import io.millwright.tag.TagListener;
import io.millwright.tag.TagSubscription;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.eclipse.kura.wire.WireEnvelope;
import org.eclipse.kura.wire.WireRecord;
import org.junit.jupiter.api.Test;

/** Records of assets, timers, scripts and databases as tags: values, quality, order. */
class WireSourceTest extends WireSourceHarness {
    @Test
    void aPropertyIsATagByItsOwnNameAndByItsAssets() {
        subscribe("speed", "Mill1.speed", "Mill1.on");
        send("Mill1", "speed=3.5 speed_timestamp=5000L speed_unit='rpm' on=true on_timestamp=5100L count=7");
        heardIs(
                "Mill1.speed:NUMBER rpm",
                "speed:NUMBER rpm",
                "Mill1.speed=3.5@5000",
                "speed=3.5@5000",
                "Mill1.on:NUMBER",
                "Mill1.on=1.0@5100",
                "| 5100");
    }

    @Test
    void aChannelThatCouldNotBeReadIsBadAtOnce() {
        subscribe("a", "b");
        send("Mill1", "a=1 a_timestamp=5000L a_error='' b=2 b_timestamp=5000L b_error=''");
        heard.clear();
        send("Mill1", "a=2 a_timestamp=6000L a_error='' b_timestamp=6000L b_error='broken'");
        heardIs("a=2.0@6000", "b=Bad@6000", "| 6000");
        send("Mill1", "a_timestamp=7000L b=3 b_timestamp=7000L");
        heardIs("a=Bad@7000", "b=3.0@7000", "| 7000");
        send("Mill1", "assetError='unreachable' assetTimestamp=8000L");
        assertTrue(heard.contains("a=Bad_NoCommunication@8000") && heard.contains("b=Bad_NoCommunication@8000"));
    }

    @Test
    void anotherTypeIsToldBeforeItsFirstValue() {
        subscribe("a");
        send("", "a=1 a_timestamp=5000L", "a='stop' a_timestamp=6000L", "a=9007199254740993L a_timestamp=7000L");
        heardIs(
                "a:NUMBER",
                "a=1.0@5000",
                "| 5000",
                "a:TEXT",
                "a=stop@6000",
                "| 6000",
                "a:NUMBER",
                "a=9007199254740993@7000",
                "| 7000");
    }

    @Test
    void whatSomebodyWantsIsAValueWhateverItsNameEndsWith() {
        subscribe("position_error", "last_timestamp");
        send("", "position=1 position_error='x' last_timestamp=77L assetTimestamp=5000L");
        heardIs(
                "position_error:TEXT",
                "position_error=x@5000",
                "last_timestamp:NUMBER",
                "last_timestamp=77@5000",
                "| 5000");
    }

    @Test
    void bytesAreAPictureOrTheArrayThatTheFormNames() {
        source.configure(settings(Map.of("spectrum", VectorType.FLOAT32), 10_000));
        subscribe("spectrum", "picture");
        byte[] floats = ByteBuffer.allocate(8)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putFloat(1)
                .putFloat(2.5f)
                .array();
        source.take(Envelopes.bytes("Mill1", "spectrum", floats));
        source.take(Envelopes.bytes("Mill1", "spectrum", new byte[7]));
        source.take(Envelopes.bytes("Mill1", "picture", new byte[9]));
        String time = "@" + (WALL_MILLIS + 1_000);
        heard.removeIf(line -> line.startsWith("|"));
        heardIs(
                "spectrum:ARRAY",
                "spectrum=[1.0, 2.5]" + time,
                "spectrum=Bad_DecodingError" + time,
                "picture:BYTES",
                "picture=9 bytes" + time);
    }

    @Test
    void valuesOfTwoAssetsAreNeverMixedAndBothAreNamed() {
        subscribe("speed", "Mill2.speed");
        send("Mill1", "speed=1 speed_timestamp=5000L");
        send("Mill2", "speed=2 speed_timestamp=5000L");
        heardIs(
                "speed:NUMBER",
                "speed=1.0@5000",
                "| 5000",
                "Mill2.speed:NUMBER",
                "speed:NUMBER",
                "Mill2.speed=2.0@5000",
                "| 5000");
        assertEquals(1, ambiguous.size());
        assertEquals(
                "two deliver 'speed': asset Mill1 and asset Mill2",
                ambiguous.get(0).what());
        assertEquals(1, counters.ambiguous.get());
    }

    @Test
    void anAssetThatIsNoLongerWiredGivesWay() {
        subscribe("speed");
        send("Mill1", "speed=1 speed_timestamp=5000L");
        source.wired(1);
        send("Mill2", "speed=2 speed_timestamp=6000L");
        assertEquals(List.of(), ambiguous);
        assertTrue(heard.contains("speed=2.0@6000"), heard::toString);
    }

    @Test
    void aLaterSubscriptionBeginsWithWhatIsKnown() {
        TagSubscription first = subscribe("a");
        send("Mill1", "a=1 a_timestamp=5000L b=2 b_timestamp=5000L");
        first.close();
        heard.clear();
        source.subscribe(Interest.in(List.of("b", "c")), new Listener(List.of("b", "c")));
        heardIs("b=2.0@5000", "c=Bad_NodeIdUnknown@5000", "| 5000");
        assertEquals("Mill1", source.onlyAsset());
    }

    /** A version on trial listens beside the pipeline, whose values must go on. */
    @Test
    void twoSubscriptionsHearTheSameEachByItsOwnNamesUntilOneEnds() {
        subscribe("a", "b");
        send("Mill1", "a=1 a_timestamp=5000L b=2 b_timestamp=5000L");
        heard.clear();
        TagSubscription second = source.subscribe(Interest.in(List.of("b", "x")), new Listener(List.of("B", "X")));
        heardIs("B=2.0@5000", "X=Bad_NodeIdUnknown@5000", "| 5000");
        send("Mill1", "a=3 a_timestamp=6000L b=4 b_timestamp=6000L");
        assertEquals(
                List.of("B=4.0@6000", "a=3.0@6000", "b=4.0@6000", "| 6000", "| 6000"),
                heard.stream().sorted().toList());
        second.close();
        heard.clear();
        send("Mill1", "a=5 a_timestamp=7000L b=6 b_timestamp=7000L");
        assertEquals(
                List.of("a=5.0@7000", "b=6.0@7000", "| 7000"),
                heard.stream().sorted().toList());
    }

    @Test
    void theSourceIsReadyOnceEveryWireHasBeenHeard() {
        source.wired(2);
        send("Mill1", "a=1");
        pass(3);
        source.tick();
        assertEquals(0, ready);
        send("Mill2", "b=1");
        assertEquals(1, ready);
        assertTrue(source.ready());
        assertEquals(
                List.of("Mill1.a", "Mill2.b", "a", "b"),
                source.tags().stream().map(Tag::name).toList());
    }

    @Test
    void theSourceIsReadyAfterTenSecondsThoughAWireStaysSilent() {
        source.wired(2);
        send("Mill1", "a=1");
        pass(11);
        source.tick();
        assertEquals(1, ready);
    }

    @Test
    void nothingThatComesOverAWireThrows() {
        source.subscribe(Interest.in(List.of("a")), new TagListener() {
            @Override
            public void sample(int tag, double value, int status, long timeMicros) {
                if (value == 13) {
                    throw new IllegalStateException("a bug of the listener");
                }
                heard.add(String.valueOf(value));
            }

            @Override
            public void progress(long timeMicros) {}
        });
        heard.clear();
        source.take(null);
        source.take(new WireEnvelope("x", Arrays.asList((WireRecord) null)));
        source.take(new WireEnvelope("x", List.of(new WireRecord(new HashMap<>()))));
        Map<String, org.eclipse.kura.type.TypedValue<?>> empty = new HashMap<>();
        empty.put("a", null);
        source.take(new WireEnvelope("emitter-of-", List.of(new WireRecord(empty))));
        send("", "a=13");
        source.configure(settings(Map.of(), 10_000));
        source.wired(1);
        send("", "a=14");
        assertEquals(1, counters.bugs.get());
        assertTrue(heard.contains("14.0"), heard::toString);
    }

    /** Two emitters side by side: nothing is lost, nothing overlaps, and each one's order is kept. */
    @Test
    void twoEmittersAtOnceLoseNothingAndNeverOverlap() throws Exception {
        int each = 20_000;
        AtomicInteger inside = new AtomicInteger();
        AtomicBoolean overlapped = new AtomicBoolean();
        double[] last = new double[2];
        AtomicIntegerArray count = new AtomicIntegerArray(2);
        AtomicBoolean disordered = new AtomicBoolean();
        source.subscribe(Interest.in(List.of("A.n", "B.n")), new TagListener() {
            @Override
            public void sample(int tag, double value, int status, long timeMicros) {
                if (StatusCodes.isBad(status)) {
                    return;
                }
                overlapped.compareAndSet(false, inside.incrementAndGet() != 1);
                disordered.compareAndSet(false, value != last[tag] + 1);
                last[tag] = value;
                count.incrementAndGet(tag);
                inside.decrementAndGet();
            }

            @Override
            public void progress(long timeMicros) {}
        });
        List<Thread> threads = new ArrayList<>();
        for (int emitter = 0; emitter < 2; emitter++) {
            int of = emitter;
            Thread thread = new Thread(() -> {
                for (int i = 1; i <= each; i++) {
                    int sent = i;
                    Bound.await(() -> sent - count.get(of) < 1_000, () -> "value " + sent + " of " + of);
                    send(of == 0 ? "A" : "B", "n=" + i);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join(Bound.MILLIS);
        }
        source.tick();
        assertFalse(overlapped.get());
        assertEquals(0, counters.dropped.get());
        assertFalse(disordered.get());
        assertEquals(List.of(each, each), List.of(count.get(0), count.get(1)));
    }

    /** The thread of an emitter is its device's or its timer's. */
    @Test
    void anEmitterDoesNotWaitForAnotherOneAndWhatFindsNoRoomIsCounted() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger taken = new AtomicInteger();
        source.subscribe(Interest.in(List.of("a")), new TagListener() {
            @Override
            public void sample(int tag, double value, int status, long timeMicros) {
                taken.incrementAndGet();
                if (value == 1) {
                    entered.countDown();
                    try {
                        release.await(Bound.SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            }

            @Override
            public void progress(long timeMicros) {}
        });
        taken.set(0);
        Thread slow = new Thread(() -> send("", "a=1"));
        slow.start();
        assertTrue(entered.await(Bound.SECONDS, TimeUnit.SECONDS));
        for (int i = 0; i < RecordInbox.CAPACITY + 10; i++) {
            send("", "a=2");
        }
        assertEquals(10, counters.dropped.get());
        release.countDown();
        slow.join(Bound.MILLIS);
        for (int i = 0; i <= RecordInbox.CAPACITY / 64; i++) {
            source.tick();
        }
        assertEquals(1 + RecordInbox.CAPACITY, taken.get());
    }
}
