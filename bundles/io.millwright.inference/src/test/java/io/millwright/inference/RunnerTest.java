package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a runner promises: its input says how many turns, so how long, a run takes. */
class RunnerTest {
    private static final long ENDLESS = Long.MAX_VALUE;
    private static final long WAIT_SECONDS = 120;
    /** Longer than any pause of this process: not what is tested ends the run. */
    private static final long LONG_MILLIS = 60_000;

    @TempDir
    Path folder;

    private final NativeCounts counts = new NativeCounts();
    private final RunWatchdog watchdog = new RunWatchdog();
    private OnnxModel model;

    /** The watchdog sleeps until a test starts it: until then no run ends, however slow the test is. */
    @BeforeEach
    void open() throws Exception {
        try (StagedModel staged = StagedModel.of(ModelFiles.counting("counting", "1.0.0"), folder)) {
            model = new ModelChecks(Engine.load(), counts, watchdog)
                    .pass(staged)
                    .model();
        }
    }

    @AfterEach
    void everythingIsGivenBack() throws Exception {
        model.withdraw();
        watchdog.stop(5_000);
        assertEquals(0, counts.sessionsOpen.get(), "sessions");
        assertEquals(0, counts.runnersOpen.get(), "runners");
        assertEquals(0, counts.runnersKept.get(), "kept");
    }

    /** Starts a run on its own thread that ends with the watchdog's start, and returns when it is inside ONNX Runtime. */
    private static CompletableFuture<Void> runEndlessly(OnnxRunner runner) {
        runner.input(0).putLong(0, ENDLESS);
        CompletableFuture<Void> run = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        runner.run(1);
                        run.complete(null);
                    } catch (ModelException | RuntimeException e) {
                        run.completeExceptionally(e);
                    }
                },
                "test-run");
        thread.setDaemon(true);
        thread.start();
        while (!runner.running() && !run.isDone()) {
            Thread.onSpinWait();
        }
        return run;
    }

    private static Throwable failure(CompletableFuture<Void> run) throws Exception {
        return run.handle((nothing, failure) -> failure).get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void aRunThatTakesTooLongIsEndedAndTheNextOneWorks() throws Exception {
        watchdog.start();
        try (ModelRunner runner = model.open(1)) {
            for (int i = 1; i <= 3; i++) {
                runner.input(0).putLong(0, ENDLESS);
                ModelException e = assertThrows(ModelException.class, () -> runner.run(30));
                assertTrue(e.retryable());
                assertTrue(e.getMessage().contains("30 ms"), e.getMessage());
                assertEquals(i, counts.timeouts.get());
                runner.input(0).putLong(0, 5);
                runner.run(LONG_MILLIS);
                assertEquals(5, runner.output(0).getFloat(0));
            }
        }
    }

    @Test
    void aClosedRunnerRefusesToRunAndClosesOnce() throws Exception {
        ModelRunner runner = model.open(1);
        runner.close();
        runner.close();
        assertThrows(IllegalStateException.class, () -> runner.run(LONG_MILLIS));
        assertEquals(0, counts.runnersOpen.get());
        assertEquals(1, counts.sessionsOpen.get());
    }

    @Test
    void aTimeoutOfZeroOrLessAndABatchBelowOneAreRefused() throws Exception {
        try (ModelRunner runner = model.open(1)) {
            assertThrows(IllegalArgumentException.class, () -> runner.run(0));
            assertThrows(IllegalArgumentException.class, () -> runner.run(-1));
            runner.input(0).putLong(0, 1);
            runner.run(LONG_MILLIS);
        }
        assertThrows(IllegalArgumentException.class, () -> model.open(0));
    }

    @Test
    void aSecondThreadInsideOneRunnerIsRefused() throws Exception {
        OnnxRunner runner = (OnnxRunner) model.openCold(1, LONG_MILLIS);
        CompletableFuture<Void> run = runEndlessly(runner);
        // Its time is longer than the one of the run in progress, which must end in its own time.
        assertThrows(IllegalStateException.class, () -> runner.run(TimeUnit.DAYS.toMillis(1)));
        watchdog.start();
        assertTrue(failure(run) instanceof ModelException);
        runner.close();
    }

    @Test
    void closeWaitsForTheRunInProgress() throws Exception {
        OnnxRunner runner = (OnnxRunner) model.openCold(1, LONG_MILLIS);
        CompletableFuture<Void> run = runEndlessly(runner);
        Thread closing = new Thread(runner::close, "test-close");
        closing.setDaemon(true);
        closing.start();
        while (closing.isAlive() && closing.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertTrue(closing.isAlive(), "close returned before the run");
        assertEquals(1, counts.runnersOpen.get());
        watchdog.start();
        closing.join(LONG_MILLIS);
        assertEquals(0, counts.runnersOpen.get());
        assertEquals(0, counts.runnersKept.get());
        assertTrue(failure(run) instanceof ModelException);
    }

    /** No native object closes under a running call: not by the runner's close, not by the model's withdrawal. */
    @Test
    void aRunThatDoesNotReturnKeepsItsSessionUntilItDoes() throws Exception {
        OnnxRunner runner = (OnnxRunner) model.openCold(1, 50);
        CompletableFuture<Void> run = runEndlessly(runner);
        runner.close();
        model.withdraw();
        assertEquals(1, counts.runnersKept.get());
        assertEquals(1, counts.sessionsOpen.get());
        assertEquals(0, counts.sessionsClosed.get());
        watchdog.start();
        assertTrue(failure(run) instanceof ModelException);
        assertEquals(0, counts.runnersKept.get());
        assertEquals(1, counts.sessionsClosed.get());
    }

    @Test
    void aRunnerOutlivesTheWithdrawalOfItsModel() throws Exception {
        try (ModelRunner runner = model.open(1)) {
            model.withdraw();
            assertThrows(IllegalStateException.class, () -> model.open(1));
            runner.input(0).putLong(0, 7);
            runner.run(LONG_MILLIS);
            assertEquals(7, runner.output(0).getFloat(0));
            assertEquals(0, counts.sessionsClosed.get());
        }
        assertEquals(1, counts.sessionsClosed.get());
    }

    @Test
    void anOpenedRunnersInputIsClean() throws Exception {
        try (ModelRunner runner = model.open(1)) {
            assertEquals(0, runner.input(0).getLong(0));
        }
    }

    @Test
    void afterTheEngineHasStoppedARunFailsForGood() throws Exception {
        try (ModelRunner runner = model.open(1)) {
            watchdog.stop(5_000);
            ModelException e = assertThrows(ModelException.class, () -> runner.run(LONG_MILLIS));
            assertFalse(e.retryable());
        }
    }

    @Test
    void aBatchTooLargeForMemoryIsRefusedWithItsSize() throws Exception {
        try (StagedModel staged = StagedModel.of(ModelFiles.linear("linear", "1.0.0", 1), folder)) {
            OnnxModel linear = new ModelChecks(Engine.load(), counts, watchdog)
                    .pass(staged)
                    .model();
            ModelException e = assertThrows(ModelException.class, () -> linear.open(Integer.MAX_VALUE));
            assertTrue(e.getMessage().contains("bytes"), e.getMessage());
            linear.withdraw();
        }
    }
}
