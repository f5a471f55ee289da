package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.Bound;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Lanes are served in serial order by few threads, and end when told. */
class LanePoolTest {
    private static final class Counting extends LanePool.Task {
        final AtomicInteger wanted = new AtomicInteger();
        final AtomicInteger served = new AtomicInteger();
        final AtomicInteger inside = new AtomicInteger();
        final AtomicInteger overlaps = new AtomicInteger();
        final CountDownLatch all = new CountDownLatch(1);
        final CountDownLatch ended = new CountDownLatch(1);
        final int total;

        Counting(int total) {
            this.total = total;
        }

        @Override
        boolean serve() {
            if (inside.incrementAndGet() > 1) {
                overlaps.incrementAndGet();
            }
            while (served.get() < wanted.get()) {
                served.incrementAndGet();
            }
            inside.decrementAndGet();
            if (served.get() == total) {
                all.countDown();
            }
            return false;
        }

        @Override
        void ended() {
            ended.countDown();
        }
    }

    @Test
    void noWakeIsLostAndNoTaskRunsTwiceAtOnce() throws Exception {
        LanePool pool = new LanePool(4);
        List<Counting> tasks = List.of(new Counting(20_000), new Counting(20_000), new Counting(20_000));
        for (int i = 0; i < 20_000; i++) {
            for (Counting task : tasks) {
                task.wanted.incrementAndGet();
                pool.wake(task);
            }
        }
        for (Counting task : tasks) {
            assertTrue(task.all.await(Bound.SECONDS, TimeUnit.SECONDS), task.served + " of 20000");
            assertEquals(0, task.overlaps.get());
        }
        pool.close();
    }

    @Test
    void aRetiredTaskEndsOnceItsRunHasEndedAndNeverRunsAgain() throws Exception {
        LanePool pool = new LanePool(1);
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(1);
        LanePool.Task task = new LanePool.Task() {
            @Override
            boolean serve() {
                runs.incrementAndGet();
                entered.countDown();
                try {
                    return leave.await(Bound.SECONDS, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    return false;
                }
            }

            @Override
            void ended() {
                ended.countDown();
            }
        };
        pool.wake(task);
        assertTrue(entered.await(Bound.SECONDS, TimeUnit.SECONDS));
        assertFalse(pool.retire(task, 1));
        assertEquals(1, ended.getCount());
        leave.countDown();
        assertTrue(ended.await(Bound.SECONDS, TimeUnit.SECONDS));
        pool.wake(task);
        pool.close();
        assertEquals(1, runs.get());
    }

    @Test
    void closeJoinsItsThreads() {
        Set<Thread> before = laneThreads();
        LanePool pool = new LanePool(3);
        Set<Thread> own = laneThreads();
        own.removeAll(before);
        assertEquals(3, own.size());
        pool.close();
        assertEquals(List.of(), own.stream().filter(Thread::isAlive).toList());
    }

    private static Set<Thread> laneThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("millwright-lane-"))
                .collect(Collectors.toSet());
    }
}
