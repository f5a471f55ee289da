package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.Bound;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One producer, one consumer, no waiting: order, growth, dropping the oldest. */
class LaneQueueTest {
    private static final class Rescued implements LaneQueue.Rescue {
        final List<String> entries = new ArrayList<>();

        @Override
        public void rescued(int tag, double value, int status, long timeMicros) {
            entries.add(tag + "=" + value + "@" + timeMicros);
        }

        @Override
        public void forget(int tag) {
            entries.add("forget " + tag);
        }
    }

    @Test
    void keepsOrderWhileItGrows() {
        LaneQueue queue = new LaneQueue(1, 16384);
        for (int i = 0; i < 700; i++) {
            queue.sample(0, i, 0, i);
        }
        for (int i = 0; i < 500; i++) {
            assertTrue(queue.take());
            assertEquals(i, queue.value());
        }
        for (int i = 700; i < 16384; i++) {
            queue.sample(0, i, i, i);
        }
        for (int i = 500; i < 16384; i++) {
            assertTrue(queue.take());
            assertEquals(i, queue.value());
            assertEquals(i, queue.timeMicros());
        }
        assertFalse(queue.take());
        assertEquals(0, queue.dropped());
    }

    @Test
    void fullDropsTheOldestAndKeepsTheNewestDroppedOfEachTag() {
        LaneQueue queue = new LaneQueue(3, 1024);
        queue.sample(0, 1, 0, 1);
        queue.sample(0, 2, 0, 2);
        queue.sample(1, 3, 0, 3);
        queue.progress(3);
        queue.forget(2);
        for (int i = 0; i < 1024; i++) {
            queue.sample(2, i, 0, 100 + i);
        }
        assertEquals(4, queue.dropped());
        Rescued rescued = new Rescued();
        queue.drainLost(rescued);
        assertEquals(List.of("0=2.0@2", "1=3.0@3", "forget 2"), rescued.entries);
        assertTrue(queue.take());
        assertEquals(100, queue.timeMicros());
    }

    @Test
    void theLimitIsRoundedUpToAPowerOfTwo() {
        LaneQueue queue = new LaneQueue(1, 1500);
        for (int i = 0; i < 2048; i++) {
            queue.sample(0, i, 0, i);
        }
        assertEquals(0, queue.dropped());
        queue.sample(0, 0, 0, 0);
        assertEquals(1, queue.dropped());
    }

    /** Torn entries, lost entries and entries taken twice would show: each carries its number four times. */
    @Test
    void aFastProducerAndASlowConsumerLoseNothingUncounted() throws Exception {
        int total = 3_000_000;
        LaneQueue queue = new LaneQueue(1 << 16, 2048);
        Thread producer = new Thread(() -> {
            for (int i = 0; i < total; i++) {
                queue.sample(i & 0xFFFF, i, i, i);
                if (i % 5000 == 0) {
                    Thread.onSpinWait();
                    Thread.yield();
                }
            }
        });
        producer.start();
        long taken = 0;
        long last = -1;
        while (taken + queue.dropped() < total) {
            if (!queue.take()) {
                continue;
            }
            taken++;
            long time = queue.timeMicros();
            assertEquals(time, (long) queue.value());
            assertEquals(time, queue.status());
            assertEquals(time & 0xFFFF, queue.tag());
            assertTrue(time > last, "order");
            last = time;
        }
        producer.join(Bound.MILLIS);
        assertFalse(producer.isAlive());
        assertEquals(total, taken + queue.dropped());
        assertEquals(total - 1, last);
    }
}
