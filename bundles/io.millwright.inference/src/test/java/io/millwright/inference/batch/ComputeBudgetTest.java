package io.millwright.inference.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.inference.batch.ComputeBudget.Turn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who computes when, and that nobody is forgotten. */
@Timeout(600)
class ComputeBudgetTest {
    private static final long LONG_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final long LIGHT_NANOS = 20_000;
    private static final long HEAVY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private static long later() {
        return System.nanoTime() + LONG_NANOS;
    }

    /** Enters on a thread of its own, and returns when it waits. */
    private Future<?> waits(ComputeBudget budget, String name, long usualNanos) {
        long before = budget.waits();
        Future<?> over = threads.submit(() -> {
            assertTrue(budget.enter(new Turn(), usualNanos, later()));
            order.add(name);
            budget.leave();
        });
        while (budget.waits() == before) {
            Thread.onSpinWait();
        }
        return over;
    }

    /** A convolutional net beside a small one: it waits for the run that is inside, and not for those that came just before. */
    @Test
    void aLightRunOvertakesHeavyOnesThatWait() throws Exception {
        ComputeBudget budget = new ComputeBudget(1);
        assertTrue(budget.enter(new Turn(), HEAVY_NANOS, later()));
        List<Future<?>> all = new ArrayList<>();
        all.add(waits(budget, "heavy 1", HEAVY_NANOS));
        all.add(waits(budget, "heavy 2", HEAVY_NANOS));
        all.add(waits(budget, "light 1", LIGHT_NANOS));
        all.add(waits(budget, "light 2", LIGHT_NANOS));
        assertTrue(budget.exhausted());
        budget.leave();
        for (Future<?> one : all) {
            one.get();
        }
        assertEquals(List.of("light 1", "light 2", "heavy 1", "heavy 2"), order);
        assertFalse(budget.exhausted());
        assertEquals(4, budget.waits());
    }

    /** Eight times its own run is the longest that a heavy one lets light ones pass. */
    @Test
    void aRunThatHasWaitedLongEnoughIsFirst() throws Exception {
        ComputeBudget budget = new ComputeBudget(1);
        assertTrue(budget.enter(new Turn(), 0, later()));
        Future<?> heavy = waits(budget, "heavy", 0);
        Future<?> light = waits(budget, "light", LIGHT_NANOS);
        budget.leave();
        heavy.get();
        light.get();
        assertEquals(List.of("heavy", "light"), order);
    }

    @Test
    void whoGivesUpIsNotCountedInAndTheOthersComeIn() throws Exception {
        ComputeBudget budget = new ComputeBudget(1);
        assertTrue(budget.enter(new Turn(), 0, later()));
        Turn turn = new Turn();
        for (int i = 1; i <= 3; i++) {
            assertFalse(budget.enter(turn, 0, System.nanoTime() + 1));
            assertEquals(i, budget.givenUp());
        }
        Future<?> other = waits(budget, "other", 0);
        assertFalse(budget.enter(turn, 0, System.nanoTime() + 1));
        budget.leave();
        other.get();
        assertTrue(budget.enter(turn, 0, System.nanoTime() + 1));
        assertTrue(budget.exhausted());
        budget.leave();
        assertFalse(budget.exhausted());
    }

    @Test
    void anInterruptNeitherEndsAWaitNorIsLost() throws Exception {
        ComputeBudget budget = new ComputeBudget(1);
        assertTrue(budget.enter(new Turn(), 0, later()));
        AtomicInteger inside = new AtomicInteger();
        Future<Boolean> wait = threads.submit(() -> {
            Thread.currentThread().interrupt();
            boolean entered = budget.enter(new Turn(), 0, later());
            inside.incrementAndGet();
            budget.leave();
            return entered && Thread.interrupted();
        });
        while (budget.waits() == 0) {
            Thread.onSpinWait();
        }
        assertEquals(0, inside.get());
        budget.leave();
        assertTrue(wait.get());
    }

    @Test
    void neverMoreAreInsideThanMayBeAndNobodyIsForgotten() throws Exception {
        int places = 2;
        ComputeBudget budget = new ComputeBudget(places);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            int number = t;
            tasks.add(() -> {
                Turn turn = new Turn();
                int entered = 0;
                for (int i = 0; i < 20_000; i++) {
                    // Some give up at once, so that every way in and out meets every other.
                    long deadline = i % 7 == number ? System.nanoTime() + 1_000 : later();
                    if (budget.enter(turn, i % 3 * LIGHT_NANOS, deadline)) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        entered++;
                        inside.decrementAndGet();
                        budget.leave();
                    }
                }
                return entered;
            });
        }
        long entered = 0;
        for (Future<Integer> task : threads.invokeAll(tasks)) {
            entered += task.get();
        }
        assertEquals(6 * 20_000, entered + budget.givenUp());
        assertTrue(most.get() <= places, most + " inside");
        Turn[] turns = {new Turn(), new Turn()};
        assertTrue(budget.enter(turns[0], 0, System.nanoTime() + 1));
        assertTrue(budget.enter(turns[1], 0, System.nanoTime() + 1));
        assertTrue(budget.exhausted());
    }
}
