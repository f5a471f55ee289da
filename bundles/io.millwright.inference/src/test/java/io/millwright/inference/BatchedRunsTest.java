package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.inference.batch.ComputeBudget.Turn;
import io.millwright.model.ModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs of several runners are computed together, and none of them notices the others. */
@Timeout(600)
class BatchedRunsTest {
    private static final long ENDLESS = Long.MAX_VALUE;
    private static final long LONG_MILLIS = 60_000;

    /** So long that nothing is computed because it waits long. */
    private static final long GREATEST_LATENCY_MILLIS = 1_000_000;

    @TempDir
    Path folder;

    private final NativeCounts counts = new NativeCounts();
    private final RunWatchdog watchdog = new RunWatchdog();
    private final List<OnnxRunner> runners = new ArrayList<>();
    private Computing computing = new Computing(1, GREATEST_LATENCY_MILLIS);
    private OnnxModel model;

    private void open(ModelFiles files, int machines) throws Exception {
        watchdog.start();
        computing.start();
        try (StagedModel staged = StagedModel.of(files, folder)) {
            model = new ModelChecks(Engine.load(), counts, watchdog, computing)
                    .pass(staged)
                    .model();
        }
        for (int m = 0; m < machines; m++) {
            runners.add((OnnxRunner) model.open(1));
        }
    }

    @AfterEach
    void everythingIsGivenBack() throws Exception {
        runners.forEach(OnnxRunner::close);
        model.withdraw();
        computing.stop(5_000);
        watchdog.stop(5_000);
        assertEquals(0, counts.sessionsOpen.get(), "sessions");
        assertEquals(0, counts.runnersOpen.get(), "runners, those of batches too");
        assertEquals(0, counts.runnersKept.get(), "kept");
    }

    /** Starts a run; the future has what its completion hears: a failure or null. */
    private static CompletableFuture<ModelException> start(OnnxRunner runner, long timeoutMillis) {
        CompletableFuture<ModelException> over = new CompletableFuture<>();
        runner.start(timeoutMillis, over::complete);
        return over;
    }

    private List<CompletableFuture<ModelException>> startNumbers(long timeoutMillis, long... numbers) {
        List<CompletableFuture<ModelException>> all = new ArrayList<>();
        for (int m = 0; m < numbers.length; m++) {
            runners.get(m).input(0).putLong(0, numbers[m]);
            all.add(start(runners.get(m), timeoutMillis));
        }
        return all;
    }

    private float answer(int machine) {
        return runners.get(machine).output(0).getFloat(0);
    }

    private static void good(CompletableFuture<ModelException> run) throws Exception {
        ModelException failure = run.get(LONG_MILLIS, TimeUnit.MILLISECONDS);
        assertNull(failure, () -> failure.getMessage());
    }

    @Test
    void startedRunsAreComputedTogetherWhenSomebodyFlushes() throws Exception {
        open(ModelFiles.linear("linear", "1.0.0", 3), 5);
        assertTrue(runners.get(0).gathers(), model.batches());
        List<CompletableFuture<ModelException>> runs = new ArrayList<>();
        for (int m = 0; m < 5; m++) {
            runners.get(m).input(0).asFloatBuffer().put(0, new float[] {m, 1});
            runs.add(start(runners.get(m), LONG_MILLIS));
        }
        assertTrue(runs.stream().noneMatch(CompletableFuture::isDone), "computed before its time");
        runners.get(4).flush();
        for (int m = 0; m < 5; m++) {
            good(runs.get(m));
            assertEquals(3f * (m + 2), answer(m));
        }
        assertTrue(counts.batchRows.get() >= 4, counts.batchRows + " rows in batches");
    }

    /** Its buffers hold a whole batch for one row: rows of others would be looked for behind their end. */
    @Test
    void aFixedBatchIsNotComputedTogetherWithOthers() throws Exception {
        JsonObject x = ModelFiles.tensor("x", "FLOAT32", 4, 2);
        x.add("features", Json.array().add(feature("a")).add(feature("b")));
        open(
                ModelFiles.of("same", "1.0.0", Models.same(4, 2), "a,b,=y[0],=y[1]\n1,2,1,2\n3,4,3,4\n")
                        .input(x)
                        .output(ModelFiles.tensor("y", "FLOAT32", 4, 2)),
                3);
        for (int m = 0; m < 3; m++) {
            assertFalse(runners.get(m).gathers(), model.batches());
            runners.get(m).input(0).putFloat(0, 5 + m);
            good(start(runners.get(m), LONG_MILLIS));
            assertEquals(5f + m, answer(m));
        }
    }

    private static JsonObject feature(String name) {
        return new JsonObject().add("name", name);
    }

    @Test
    void whatNobodyFlushesIsComputedWhenTheLatencyIsOver() throws Exception {
        computing = new Computing(1, 2);
        open(ModelFiles.linear("linear", "1.0.0", 3), 3);
        for (int round = 0; round < 20; round++) {
            for (OnnxRunner runner : runners) {
                runner.input(0).asFloatBuffer().put(0, new float[] {round, 0});
            }
            List<CompletableFuture<ModelException>> runs = new ArrayList<>();
            runners.forEach(runner -> runs.add(start(runner, LONG_MILLIS)));
            for (int m = 0; m < 3; m++) {
                good(runs.get(m));
                assertEquals(3f * round, answer(m));
            }
        }
    }

    @Test
    void aFullBatchIsComputedByWhoFillsIt() throws Exception {
        open(ModelFiles.linear("linear", "1.0.0", 3), 64);
        List<CompletableFuture<ModelException>> runs = new ArrayList<>();
        runners.forEach(runner -> runs.add(start(runner, LONG_MILLIS)));
        assertTrue(runs.get(0).isDone(), model.batches());
        runners.get(0).flush();
        for (CompletableFuture<ModelException> run : runs) {
            good(run);
        }
    }

    @Test
    void aRunnerThatIsAloneWaitsForNobody() throws Exception {
        open(ModelFiles.linear("linear", "1.0.0", 3), 1);
        assertFalse(runners.get(0).gathers());
        assertTrue(start(runners.get(0), LONG_MILLIS).isDone());
        assertEquals("", model.batches());
    }

    /** One endless row costs itself its time, and the others one more run. */
    @Test
    void theTimeOfOneRunDoesNotFailTheOthersOfItsBatch() throws Exception {
        open(ModelFiles.column(Models.countingRows(), true, "n,=y\n3,3\n5,5\n"), 4);
        assertTrue(runners.get(0).gathers(), model.batches());
        runners.get(3).input(0).putLong(0, ENDLESS);
        List<CompletableFuture<ModelException>> runs = startNumbers(LONG_MILLIS, 5, 7, 9);
        runs.add(start(runners.get(3), 2_000));
        runners.get(0).flush();
        for (int m = 0; m < 3; m++) {
            good(runs.get(m));
            assertEquals(5f + 2 * m, answer(m));
        }
        ModelException late = runs.get(3).get(LONG_MILLIS, TimeUnit.MILLISECONDS);
        assertTrue(late.retryable());
        assertTrue(late.getMessage().contains("2000 ms"), late.getMessage());
        assertEquals(1, counts.timeouts.get());
        assertEquals(1, counts.batchesSplit.get());
        CompletableFuture<ModelException> next = startNumbers(LONG_MILLIS, 4).get(0);
        runners.get(0).flush();
        good(next);
        assertEquals(4, answer(0));
    }

    @Test
    void aRowThatFailsDoesNotFailTheOthersOfItsBatch() throws Exception {
        open(ModelFiles.column(Models.lookedUp(), true, "n,=y\n1,11\n2,12\n"), 4);
        assertTrue(runners.get(0).gathers(), model.batches());
        List<CompletableFuture<ModelException>> runs = startNumbers(LONG_MILLIS, 0, 99, 2, 3);
        runners.get(0).flush();
        for (int m : new int[] {0, 2, 3}) {
            good(runs.get(m));
            assertEquals(10f + m, answer(m));
        }
        ModelException failure = runs.get(1).get(LONG_MILLIS, TimeUnit.MILLISECONDS);
        assertTrue(failure.getMessage().contains("the run failed"), failure.getMessage());
        assertEquals(1, counts.batchesSplit.get());
    }

    @Test
    void rowsThatSeeEachOtherAreNeverComputedTogether() throws Exception {
        open(ModelFiles.column(Models.timesMean(), false, "x,=y\n1,1\n2,4\n"), 2);
        assertFalse(runners.get(0).gathers());
        assertTrue(model.batches().contains("other outputs"), model.batches());
        runners.get(0).input(0).putFloat(0, 3);
        assertTrue(start(runners.get(0), LONG_MILLIS).isDone());
        assertEquals(9, answer(0));
    }

    @Test
    void goldenRowsThatDoNotShowThatRowsAreIndependentAreSaid() throws Exception {
        open(ModelFiles.column(Models.timesMean(), false, "x,=y\n2,4\n2,4\n"), 2);
        assertFalse(runners.get(0).gathers());
        assertTrue(model.batches().contains("golden rows"), model.batches());
    }

    @Test
    void aRunnerThatIsClosedWhileItsRunWaitsTellsItAndWaitsForNobody() throws Exception {
        open(ModelFiles.linear("linear", "1.0.0", 3), 3);
        List<CompletableFuture<ModelException>> runs = new ArrayList<>();
        runners.forEach(runner -> runs.add(start(runner, LONG_MILLIS)));
        runners.get(1).close();
        assertTrue(runs.get(1).isDone());
        assertTrue(runs.get(1).get().getMessage().contains("cancelled"));
        runners.get(2).cancel();
        assertTrue(runs.get(2).isDone());
        runners.get(0).flush();
        good(runs.get(0));
    }

    /** Bounded: with nobody inside the budget to compute, what is too much is refused, counted, and the rest computed later. */
    @Test
    void moreWaitingRunsThanTheQueueHoldsAreRefused() throws Exception {
        open(ModelFiles.linear("linear", "1.0.0", 3), Batcher.CAPACITY + 1);
        assertTrue(computing.budget().enter(new Turn(), 0, System.nanoTime() + TimeUnit.SECONDS.toNanos(1)));
        // Whoever fills a batch waits for the budget, so others start theirs meanwhile.
        List<CompletableFuture<ModelException>> runs = new ArrayList<>();
        for (int m = 0; m < Batcher.CAPACITY + 1; m++) {
            runs.add(new CompletableFuture<>());
        }
        Thread leader = new Thread(() -> runners.get(0).flush(), "test-leader");
        runners.get(0).start(LONG_MILLIS, runs.get(0)::complete);
        leader.start();
        while (computing.budget().waits() == 0) {
            Thread.onSpinWait();
        }
        for (int m = 1; m < runs.size(); m++) {
            runners.get(m).start(LONG_MILLIS, runs.get(m)::complete);
        }
        ModelException refused = runs.get(Batcher.CAPACITY).getNow(null);
        assertTrue(refused.retryable());
        assertTrue(refused.getMessage().contains("runs wait already"), refused.getMessage());
        assertEquals(1, counts.batchRefused.get());
        computing.budget().leave();
        for (CompletableFuture<ModelException> run : runs.subList(0, Batcher.CAPACITY)) {
            good(run);
        }
        leader.join();
    }

    @Test
    void whoWaitsForTheBudgetLongerThanItsTimeIsToldSo() throws Exception {
        open(ModelFiles.linear("linear", "1.0.0", 3), 3);
        assertTrue(computing.budget().enter(new Turn(), 0, System.nanoTime() + TimeUnit.SECONDS.toNanos(1)));
        CompletableFuture<ModelException> patient = start(runners.get(0), LONG_MILLIS);
        CompletableFuture<ModelException> hasty = start(runners.get(1), 50);
        Thread leader = new Thread(() -> runners.get(0).flush(), "test-leader");
        leader.start();
        ModelException late = hasty.get(LONG_MILLIS, TimeUnit.MILLISECONDS);
        assertTrue(late.getMessage().contains("50 ms"), late.getMessage());
        assertFalse(patient.isDone());
        computing.budget().leave();
        good(patient);
        leader.join();
    }
}
