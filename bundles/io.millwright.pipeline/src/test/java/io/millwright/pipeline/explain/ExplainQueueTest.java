package io.millwright.pipeline.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.decide.WholeInputs;
import io.millwright.pipeline.explain.ExplainQueue.Job;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What waits to be explained: whose turn it is, who gives way to whom, and how much is worked in all. By a clock of its own. */
class ExplainQueueTest {
    private static final int RESTS = 9;

    private long nanos;
    private final RowModel model = new RowModel(
            List.of(FakeModel.input("x", ElementType.FLOAT32, 1, List.of(FakeModel.number("a")))), 1, x -> x);
    private final List<String> dropped = new ArrayList<>();
    private final ExplainQueue queue = new ExplainQueue(() -> nanos, RESTS);

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private Job job(String pipeline, String asset, int bytes) {
        WholeInputs inputs = new WholeInputs(null, new ByteBuffer[] {ByteBuffer.allocateDirect(bytes)}, 200);
        return new Job(ExplainedDecisions.of(model, pipeline, asset, 1, "alarm"), inputs, 200, null);
    }

    private void add(String pipeline, String asset) {
        add(pipeline, asset, 8);
    }

    private void add(String pipeline, String asset, int bytes) {
        assertTrue(queue.add(job(pipeline, asset, bytes), this::drop));
    }

    private void drop(Job job) {
        dropped.add(name(job));
    }

    private static String name(Job job) {
        return job.decision().pipeline() + " " + job.decision().asset();
    }

    private String take() throws InterruptedException {
        Job job = queue.take(0);
        return job == null ? null : name(job);
    }

    private void work(long millis) {
        nanos += millis(millis);
        queue.worked(millis(millis), true);
    }

    private void pass(long millis) {
        nanos += millis(millis);
    }

    private static final class Line {
        private final long costMillis;
        private final long everyMillis;
        private final long countMost;
        private long added;
        private long done;
        private long worstMillis;
        private final Map<String, Long> since = new HashMap<>();

        Line(long costMillis, long everyMillis, long countMost) {
            this.costMillis = costMillis;
            this.everyMillis = everyMillis;
            this.countMost = countMost;
        }
    }

    /** Plays alarms of pipelines for so long; returns how long was worked. */
    private long play(Map<String, Line> lines, long forMillis) throws InterruptedException {
        long worked = 0;
        for (long now = 0; now < forMillis; now = TimeUnit.NANOSECONDS.toMillis(nanos)) {
            for (Map.Entry<String, Line> each : lines.entrySet()) {
                Line line = each.getValue();
                while (line.added < line.countMost && line.added * line.everyMillis <= now) {
                    String asset = String.valueOf(line.added);
                    line.since.put(asset, line.added * line.everyMillis);
                    line.added++;
                    add(each.getKey(), asset);
                }
            }
            Job job = queue.take(0);
            if (job == null) {
                pass(1);
                continue;
            }
            Line line = lines.get(job.decision().pipeline());
            line.worstMillis = Math.max(
                    line.worstMillis, now - line.since.get(job.decision().asset()));
            line.done++;
            worked += line.costMillis;
            work(line.costMillis);
        }
        return worked;
    }

    /** Where all shared one place and one rest, a board of 2 s let 6 of 36 alarms of another pipeline be explained. */
    @Test
    void aSlowPictureHoldsAnotherPipelinesAlarmsForTheRunInProgressOnly() throws Exception {
        Line board = new Line(2_000, 500, Long.MAX_VALUE);
        Line mill = new Line(10, 5_000, 36);
        long forMillis = 200_000;
        long worked = play(Map.of("board", board, "mill", mill), forMillis);
        assertEquals(36, mill.done);
        assertTrue(mill.worstMillis <= 2_000, mill.worstMillis + " ms");
        assertTrue(board.done >= 9, board.done + " boards");
        assertTrue(worked <= forMillis / (RESTS + 1) + 2_000 + 10, worked + " ms of " + forMillis);
        assertTrue(dropped.stream().allMatch(one -> one.startsWith("board ")), dropped::toString);
    }

    @Test
    void pipelinesThatAlwaysWantMoreShareTheTimeHoweverLongEachTakes() throws Exception {
        Map<String, Line> lines = Map.of(
                "a", new Line(1_000, 100, Long.MAX_VALUE),
                "b", new Line(100, 50, Long.MAX_VALUE),
                "c", new Line(10, 10, Long.MAX_VALUE));
        long forMillis = 600_000;
        long worked = play(lines, forMillis);
        long share = forMillis / (RESTS + 1) / lines.size();
        lines.forEach((name, line) -> {
            long used = line.done * line.costMillis;
            // While one of a second is in progress the others rest for nothing.
            assertTrue(Math.abs(used - share) <= line.costMillis + share / 20, name + " " + used + " of " + share);
        });
        assertTrue(worked <= forMillis / (RESTS + 1) + 1_110, worked + " ms");
    }

    @Test
    void oneThatIsAloneHasTheWholeShare() throws Exception {
        Line line = new Line(100, 100, Long.MAX_VALUE);
        play(Map.of("a", line), 100_000);
        assertEquals(100, line.done, 1);
    }

    @Test
    void ofThoseThatOweNothingTheOneGoesFirstThatLeastWasWorkedFor() throws Exception {
        add("a", "1");
        assertEquals("a 1", take());
        work(100);
        add("b", "1");
        assertEquals("b 1", take());
        work(10);
        pass(100_000);
        add("a", "2");
        add("b", "2");
        add("c", "1");
        for (String next : List.of("c 1", "b 2", "a 2")) {
            assertEquals(next, take());
            work(1);
        }
        assertNull(take());
    }

    @Test
    void whoOverflowsLosesItsOwnAndTheOldest() throws Exception {
        add("quick", "1");
        for (int i = 1; i <= ExplainQueue.CAPACITY + 2; i++) {
            add("board", String.valueOf(i));
        }
        assertEquals(List.of("board 1", "board 2"), dropped);
        assertEquals(2, queue.counters().get("dropped.board"));
        assertEquals(0, queue.counters().get("dropped.quick"));
        assertEquals(ExplainQueue.CAPACITY + 1, queue.size());
        assertEquals("quick 1", take());
    }

    @Test
    void bytesAreSharedAndOneWaitsWhateverItTakes() {
        int half = (int) (ExplainQueue.MOST_BYTES / 2);
        add("mill", "1", 8);
        add("board", "1", half + 8);
        add("board", "2", half - 8);
        assertEquals(List.of("board 1"), dropped, "two share, each has half");
        add("mill", "2", 8);
        assertEquals(1, dropped.size());
        add("mill", "3", 2 * half);
        assertEquals(List.of("board 1", "mill 1", "mill 2"), dropped);
        assertEquals(2, queue.size());
    }

    @Test
    void whatWaitsForSomethingLetsOthersGoFirstAndIsFirstWhenItHasCome() throws Exception {
        AtomicBoolean come = new AtomicBoolean();
        add("a", "1");
        Job first = queue.take(0);
        queue.putBack(first, come::get, this::drop);
        add("a", "2");
        add("b", "1");
        assertEquals("b 1", take());
        work(1_000);
        assertNull(take());
        come.set(true);
        assertEquals("a 1", take());
        work(10);
        assertNull(take(), "it owes a rest now");
        pass(200);
        assertEquals("a 2", take());
        work(1);
        assertEquals(List.of(), dropped);
    }

    @Test
    void aPipelineThatEndsTakesItsPlaceAlong() throws Exception {
        add("a", "1");
        add("a", "2");
        add("b", "1");
        Job working = queue.take(0);
        assertEquals("a 1", name(working));
        queue.ended("a");
        assertEquals(
                List.of("a 2"),
                queue.left().stream().map(ExplainQueueTest::name).toList());
        queue.putBack(working, () -> true, this::drop);
        add("a", "3");
        assertEquals(List.of("a 1", "a 3"), dropped);
        assertFalse(queue.counters().containsKey("waiting.a"));
        assertEquals("b 1", take());
        work(1);
        queue.began("a");
        add("a", "4");
        assertEquals("a 4", take());
        work(1);
    }

    @Test
    void whereTooManyHaveAPlaceOneThatRestsInPeaceGivesItUp() throws Exception {
        for (int i = 0; i < ExplainQueue.MOST_PLACES; i++) {
            add("p" + i, "1");
        }
        add("more", "1");
        assertEquals(List.of("more 1"), dropped, "all are taken");
        assertEquals("p0 1", take());
        work(1);
        pass(1_000);
        add("more", "2");
        assertEquals(1, dropped.size());
        assertFalse(queue.counters().containsKey("waiting.p0"));
    }
}
