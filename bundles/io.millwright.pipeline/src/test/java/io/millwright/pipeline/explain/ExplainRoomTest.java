package io.millwright.pipeline.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Explanation;
import io.millwright.decision.ModelIdentity;
import io.millwright.model.ModelException;
import io.millwright.model.Reading.Task;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.Bound;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.FakeModel.Says;
import io.millwright.pipeline.listen.BoundListeners;
import io.millwright.pipeline.listen.DecisionListeners;
import io.millwright.pipeline.listen.ModelFinder;
import io.millwright.pipeline.listen.ModelFinder.Found;
import io.millwright.pipeline.listen.PipelineListeners;
import io.millwright.pipeline.publish.message.Annex;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The room off the lane: what it explains, what it drops and counts, and what it lets go of. */
class ExplainRoomTest {
    private final RowModel model = model();
    private final RowModel other = other();
    private final AtomicLong clock = new AtomicLong();
    private final AtomicBoolean present = new AtomicBoolean(true);
    private final BlockingQueue<Annex> told = new LinkedBlockingQueue<>();
    private boolean publisher = true;
    private final ExplainRoom room = new ExplainRoom(
            this::find,
            annex -> publisher && told.add(annex),
            // No time passes unless a test says so: what is planned is the same everywhere.
            clock::get,
            0);

    private Found find(ModelIdentity identity) {
        for (RowModel one : List.of(model, other)) {
            if (present.get() && ModelFinder.same(one, identity)) {
                return new Found(one, present::get);
            }
        }
        return null;
    }

    private static RowModel model() {
        RowModel model = new RowModel(
                List.of(FakeModel.input(
                        "x",
                        ElementType.FLOAT32,
                        1,
                        List.of(
                                FakeModel.number("a"),
                                FakeModel.number("b"),
                                FakeModel.number("c"),
                                FakeModel.number("d")))),
                1,
                x -> new double[] {2 * x[0] - x[1]});
        model.reading =
                new Says("score", Task.VALUE, 0, 0, "", List.of(1.0), List.of("ok", "alarm"), false, -1, 0, -1, 0, 1);
        model.background = new double[][] {{0, 0, 0, 0}, {1, 1, 1, 1}};
        return model;
    }

    private static RowModel other() {
        RowModel other = model();
        other.name = "other";
        return other;
    }

    @AfterEach
    void close() {
        room.close();
    }

    private void alarm(RowModel of, String pipeline) {
        room.decided(ExplainedDecisions.of(of, pipeline, "m1", 10, "alarm"), ExplainedDecisions.inputs(of, 5, 0, 0, 0));
    }

    private void alarm(String asset, double a) {
        room.decided(ExplainedDecisions.of(model, asset, 2 * a, "alarm"), ExplainedDecisions.inputs(model, a, 0, 0, 0));
    }

    private Annex told() throws InterruptedException {
        Annex annex = told.poll(Bound.SECONDS, TimeUnit.SECONDS);
        assertNotNull(annex, "nothing was told: " + room.counters());
        return annex;
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Bound.SECONDS);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            Thread.onSpinWait();
        }
    }

    private long count(String name) {
        return room.counters().get(name);
    }

    @Test
    void anAlarmIsExplainedToTheCloudAndKept() throws Exception {
        alarm("m1", 5);
        Annex annex = told();
        assertEquals("p1", annex.pipeline());
        assertEquals("m1", annex.asset());
        assertEquals("explanation", annex.kind());
        assertTrue(annex.body().contains("\"method\":\"shapley_exact\""), annex.body());
        assertTrue(
                annex.body()
                        .contains(
                                "\"contributions\":[{\"feature\":\"a\",\"from\":0,\"to\":1,\"value\":5.0,\"amount\":9.0"),
                annex.body());
        List<Explanation> kept = room.of("p1", "m1");
        assertEquals(1, kept.size());
        assertEquals(9, kept.get(0).contributions().get(0).amount(), 1e-6);
        assertEquals(List.of(), room.of("p1", "m2"));
        assertEquals("EXPLAINS", room.state().code());
    }

    @Test
    void whoIsToldAndLeavesTheInterruptFlagSetEndsNoExplanations() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        room.explain(
                ExplainedDecisions.of(model, 10, "alarm"),
                ExplainedDecisions.inputs(model, 5, 0, 0, 0),
                100,
                explanation -> {
                    Thread.currentThread().interrupt();
                    left.countDown();
                });
        assertTrue(left.await(Bound.SECONDS, TimeUnit.SECONDS));
        alarm("m1", 5);
        assertEquals("m1", told().asset());
    }

    @Test
    void aDecisionWithoutItsWholeInputsIsNobodysWish() {
        room.decided(ExplainedDecisions.of(model, 10, "alarm"), null);
        assertEquals(0, count("asked"));
    }

    @Test
    void whoAsksIsToldAndNothingIsPublished() throws Exception {
        CompletableFuture<Explanation> done = new CompletableFuture<>();
        assertTrue(room.explain(
                ExplainedDecisions.of(model, 10, "alarm"),
                ExplainedDecisions.inputs(model, 5, 0, 0, 0),
                100,
                done::complete));
        assertEquals(
                "a",
                done.get(Bound.SECONDS, TimeUnit.SECONDS).contributions().get(0).feature());
        assertTrue(told.isEmpty());
    }

    @Test
    void aModelThatWasReplacedIsNotExplainedByItsSuccessor() throws Exception {
        alarm("m1", 5);
        told();
        assertEquals(1, count("runnersOpen"));
        present.set(false);
        await("the runner of the model before is closed", () -> model.open.get() == 0);
        CompletableFuture<Boolean> none = new CompletableFuture<>();
        room.explain(
                ExplainedDecisions.of(model, 10, "alarm"),
                ExplainedDecisions.inputs(model, 5, 0, 0, 0),
                100,
                explanation -> none.complete(explanation == null));
        assertTrue(none.get(Bound.SECONDS, TimeUnit.SECONDS));
        assertEquals(1, count("modelGone"));
        assertEquals(0, count("runnersOpen"));
    }

    @Test
    void aModelThatFailsIsAStateUntilItIsExplainedAgain() throws Exception {
        alarm("m1", 5);
        told();
        model.failure = new ModelException("no memory", true);
        alarm("m1", 6);
        await("it fails", () -> count("failed") == 1);
        assertEquals("NOT_EXPLAINED", room.state().code());
        assertTrue(room.state().text().contains("no memory"), room.state().text());
        model.failure = null;
        alarm("m1", 7);
        told();
        assertEquals("EXPLAINS", room.state().code());
        assertEquals(2, count("explained"));
    }

    @Test
    void aModelWithoutABackgroundIsNotEvenOpenedAndTheStateSaysWhatIsMissing() {
        model.background = null;
        alarm("m1", 5);
        await("it is refused", () -> count("failed") == 1);
        assertTrue(
                room.state().text().contains("without a background"),
                room.state().text());
        assertEquals(0, model.runs.get());
    }

    @Test
    void whereTooManyWaitTheOldestGiveWayAndAreCounted() throws Exception {
        alarm("open", 5);
        assertEquals("open", told().asset());
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        model.onRun = () -> {
            running.countDown();
            try {
                assertTrue(release.await(Bound.SECONDS, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        };
        alarm("first", 5);
        assertTrue(running.await(Bound.SECONDS, TimeUnit.SECONDS));
        for (int i = 0; i < ExplainQueue.CAPACITY + 3; i++) {
            alarm("m" + i, 5);
        }
        assertEquals(3, count("dropped"));
        assertEquals(ExplainQueue.CAPACITY, count("waiting"));
        release.countDown();
        assertEquals("first", told().asset());
        assertEquals("m3", told().asset());
    }

    @Test
    void withoutAPublisherItIsCountedAndKept() {
        publisher = false;
        alarm("m1", 5);
        await("it is explained", () -> count("unpublished") == 1);
        assertEquals(1, room.of("p1", "m1").size());
    }

    @Test
    void ofAnAssetTheLastFewAreKept() throws Exception {
        for (int i = 1; i <= KeptExplanations.PER_ASSET + 2; i++) {
            alarm("m1", 5 + i);
            told();
        }
        List<Explanation> kept = room.of("p1", "m1");
        assertEquals(KeptExplanations.PER_ASSET, kept.size());
        assertEquals(2.0 * (5 + KeptExplanations.PER_ASSET + 2), kept.get(0).output(), "the newest first");
    }

    @Test
    void atTheEndTheThreadAndTheRunnersAreGoneAndNothingIsTaken() throws Exception {
        alarm("m1", 5);
        told();
        room.close();
        assertEquals(0, model.open.get());
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("millwright-explain")));
        assertFalse(room.explain(ExplainedDecisions.of(model, 10, "alarm"), null, 100, explanation -> {
            assertNull(explanation);
        }));
    }

    @Test
    void aRunnerThatFailsToCloseIsCountedAndTheNextAlarmIsExplained() throws Exception {
        alarm("m1", 5);
        told();
        model.onClose = () -> {
            throw new IllegalStateException("does not close");
        };
        present.set(false);
        await("it was to be closed", () -> count("bugs") > 0);
        assertEquals(0, count("runnersOpen"));
        model.onClose = () -> {};
        present.set(true);
        alarm("m1", 6);
        told();
        assertEquals(1, count("bugs"), "it is closed once");
    }

    @Test
    void whoeverFailsToBeToldTheNextAlarmIsExplained() throws Exception {
        room.explain(
                ExplainedDecisions.of(model, 10, "alarm"),
                ExplainedDecisions.inputs(model, 5, 0, 0, 0),
                100,
                explanation -> {
                    throw new LinkageError("of another bundle");
                });
        alarm("m1", 6);
        told();
        assertEquals(1, count("bugs"));
    }

    @Test
    void aStopWhileAModelOpensEndsAfterTheRunInProgress() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        model.onRun = () -> {
            running.countDown();
            try {
                TimeUnit.SECONDS.sleep(1);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        };
        alarm("m1", 5);
        assertTrue(running.await(Bound.SECONDS, TimeUnit.SECONDS));
        room.close();
        await("the runner is closed", () -> model.open.get() == 0);
        assertEquals(1, model.runs.get());
        assertEquals(0, count("failed"), "an end is no failure");
    }

    @Test
    void aModelThatOpensSlowlyHoldsNobodyElse() throws Exception {
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        model.onOpen = () -> {
            opening.countDown();
            Bound.await(() -> release.getCount() == 0, () -> "the test");
        };
        try {
            alarm(model, "slow");
            alarm(model, "slow");
            assertTrue(opening.await(Bound.SECONDS, TimeUnit.SECONDS));
            for (int i = 0; i < 3; i++) {
                alarm(other, "quick");
                assertEquals("quick", told().pipeline());
            }
            assertEquals(2, count("waiting.slow"));
            assertEquals(0, count("explained.slow"));
        } finally {
            release.countDown();
        }
        assertEquals("slow", told().pipeline());
        assertEquals("slow", told().pipeline());
        await("both are counted", () -> count("explained.slow") == 2);
        assertEquals(0, count("dropped"));
    }

    @Test
    void aModelThatDoesNotOpenInTimeIsAStateUntilItHas() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch opening = new CountDownLatch(1);
        model.onOpen = () -> {
            opening.countDown();
            Bound.await(() -> release.getCount() == 0, () -> "the test");
        };
        try {
            alarm(model, "slow");
            assertTrue(opening.await(Bound.SECONDS, TimeUnit.SECONDS));
            clock.addAndGet(Opening.MOST_NANOS + 1);
            await("it is given up", () -> count("failed") == 1);
            assertTrue(
                    room.state().text().contains("not opened within 60 s"),
                    room.state().text());
            alarm(model, "slow");
            await("the next one does not wait", () -> count("failed") == 2);
            alarm(other, "quick");
            assertEquals("quick", told().pipeline());
        } finally {
            release.countDown();
        }
        await("it has opened", () -> {
            alarm(model, "slow");
            return count("explained.slow") > 0;
        });
        assertEquals("EXPLAINS", room.state().code());
    }

    @Test
    void aPipelineThatEndsTakesItsPlaceAlongAndWhoeverAskedIsTold() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        model.onOpen = () -> Bound.await(() -> release.getCount() == 0, () -> "the test");
        CompletableFuture<Explanation> done = new CompletableFuture<>();
        DecisionListeners listeners = BoundListeners.of(room);
        try {
            PipelineListeners gone = listeners.of("gone");
            alarm(model, "gone");
            room.explain(
                    ExplainedDecisions.of(model, "gone", "m1", 10, "alarm"),
                    ExplainedDecisions.inputs(model, 5, 0, 0, 0),
                    100,
                    done::complete);
            alarm(model, "stays");
            gone.close();
            assertNull(done.get(Bound.SECONDS, TimeUnit.SECONDS));
            await("both are counted", () -> count("dropped") == 2);
            alarm(model, "gone");
            assertEquals(3, count("dropped"), "what comes after it");
            assertFalse(room.counters().containsKey("waiting.gone"));
            release.countDown();
            assertEquals("stays", told().pipeline());
            listeners.of("gone");
            alarm(model, "gone");
            assertEquals("gone", told().pipeline(), "it has begun anew");
        } finally {
            release.countDown();
            listeners.close();
        }
    }

    @Test
    void whileItRestsTheRunnerOfAModelThatIsReplacedIsClosed() {
        // By the clock of this test opening takes a minute, so that the rest is the longest.
        model.onRun = () -> clock.addAndGet(model.runs.get() <= 3 ? TimeUnit.SECONDS.toNanos(20) : 0);
        ExplainRoom resting =
                new ExplainRoom(identity -> new Found(model, present::get), annex -> told.add(annex), clock::get, 9);
        try {
            for (int i = 0; i < 2; i++) {
                resting.decided(
                        ExplainedDecisions.of(model, 10, "alarm"), ExplainedDecisions.inputs(model, 5, 0, 0, 0));
            }
            await(
                    "one was worked on",
                    () -> resting.counters().get("explained")
                                    + resting.counters().get("failed")
                            == 1);
            assertEquals(1, model.open.get());
            present.set(false);
            await("the runner is closed", () -> model.open.get() == 0);
            assertEquals(1, resting.counters().get("waiting"), "it still rests");
        } finally {
            resting.close();
        }
    }
}
