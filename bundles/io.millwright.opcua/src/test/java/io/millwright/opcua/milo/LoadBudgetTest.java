package io.millwright.opcua.milo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Requests per second and under way, with a clock and a timer of the test's own. */
class LoadBudgetTest {
    private static final long MILLI = 1_000_000;

    private long now = 1_000;
    private final LoadBudget budget = new LoadBudget(() -> now);
    private final List<String> sent = new ArrayList<>();
    private final List<CompletableFuture<String>> answers = new ArrayList<>();
    private final Timer timer = new Timer();
    private final LoadBudget.Line line = budget.new Line(timer);

    /** Runs what is due when the test says so. */
    private final class Timer extends ScheduledThreadPoolExecutor {
        private final List<Runnable> tasks = new ArrayList<>();
        private final List<Long> due = new ArrayList<>();

        Timer() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            tasks.add(task);
            due.add(now + unit.toNanos(delay));
            return null;
        }

        void advance(long millis) {
            long end = now + millis * MILLI;
            while (!due.isEmpty() && due.get(0) <= end) {
                now = Math.max(now, due.remove(0));
                tasks.remove(0).run();
            }
            now = end;
        }
    }

    private CompletableFuture<String> send(String name, boolean first) {
        return line.send(first, () -> {
            sent.add(name);
            CompletableFuture<String> answer = new CompletableFuture<>();
            answers.add(answer);
            return answer;
        });
    }

    @Test
    void withoutLimitsNothingWaitsAndEverythingIsCounted() {
        for (int i = 0; i < 5; i++) {
            send("r" + i, false);
        }
        assertEquals(5, sent.size());
        assertEquals(5, budget.requests());
        assertEquals(5, budget.mostPerSecond());
        assertEquals(5, budget.mostInFlight());
        assertEquals(0, budget.delayed());
    }

    @Test
    void noSecondHasMoreThanAllowed() {
        budget.allow(20, 0);
        List<CompletableFuture<String>> results = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            results.add(send("r" + i, false));
        }
        assertEquals(1, sent.size());
        timer.advance(1_000);
        assertTrue(sent.size() >= 18 && sent.size() <= 20, sent.size() + " in the first second");
        timer.advance(5_000);
        assertEquals(100, sent.size());
        assertEquals("r99", sent.get(99));
        assertTrue(budget.mostPerSecond() <= 20, budget.mostPerSecond() + " in the busiest second");
        assertEquals(99, budget.delayed());
        answers.forEach(answer -> answer.complete("done"));
        assertTrue(results.stream().allMatch(CompletableFuture::isDone));
    }

    @Test
    void theBudgetHoldsThroughTransports() {
        budget.allow(10, 0);
        send("before", false);
        line.close();
        LoadBudget.Line next = budget.new Line(timer);
        next.send(false, () -> {
            sent.add("after");
            return new CompletableFuture<String>();
        });
        assertEquals(List.of("before"), sent);
        timer.advance(110);
        assertEquals(List.of("before", "after"), sent);
    }

    @Test
    void whatIsUnderWayIsBounded() {
        budget.allow(0, 2);
        for (int i = 0; i < 5; i++) {
            send("r" + i, false);
        }
        assertEquals(2, sent.size());
        answers.get(1).complete("done");
        assertEquals(List.of("r0", "r1", "r2"), sent);
        answers.get(0).completeExceptionally(new IllegalStateException("test"));
        assertEquals(4, sent.size());
        assertEquals(2, budget.mostInFlight());
    }

    @Test
    void aRequestThatCannotEvenBeSentHoldsNoPlace() {
        budget.allow(0, 1);
        CompletableFuture<String> failed = line.send(false, () -> {
            throw new IllegalStateException("test");
        });
        assertTrue(failed.isCompletedExceptionally());
        send("r0", false);
        assertEquals(List.of("r0"), sent);
    }

    @Test
    void manyInASecondAreAllCounted() {
        for (int i = 0; i < 200; i++) {
            timer.advance(10);
            send("r" + i, false);
        }
        assertEquals(200, budget.requests());
        assertEquals(100, budget.mostPerSecond());
        for (int i = 0; i < 300; i++) {
            send("at once", false);
        }
        assertEquals(399, budget.mostPerSecond());
    }

    @Test
    void aGoodbyeGoesFirst() {
        budget.allow(10, 1);
        send("r0", false);
        send("r1", false);
        send("close", true);
        timer.advance(500);
        assertEquals(List.of("r0", "close"), sent);
        answers.get(0).complete("done");
        answers.get(1).complete("done");
        timer.advance(500);
        assertEquals(List.of("r0", "close", "r1"), sent);
    }

    @Test
    void whatWaitsWhenATransportIsClosedFails() {
        budget.allow(0, 1);
        send("r0", false);
        CompletableFuture<String> waiting = send("r1", false);
        assertFalse(waiting.isDone());
        line.close();
        assertTrue(waiting.isCompletedExceptionally());
        assertTrue(send("r2", false).isCompletedExceptionally());
        assertEquals(List.of("r0"), sent);
    }
}
