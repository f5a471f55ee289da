package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A million runs by several threads, started and blocking ones, while versions replace each other under runs that wait: every answer is
 * looked at. It belongs to its row and to the version of its runner, and none is missing.
 */
class BatchedSwapUnderLoadTest {
    private static final int THREADS = 4;
    private static final int MACHINES = 8;
    private static final long RUNS = 1_000_000;
    private static final long RUNS_PER_VERSION = 50_000;
    private static final long TIMEOUT_MILLIS = 60_000;

    @TempDir
    Path folder;

    private final NativeCounts counts = new NativeCounts();
    private final RunWatchdog watchdog = new RunWatchdog();
    private final Computing computing = new Computing(1, 1);
    private final AtomicReference<OnnxModel> current = new AtomicReference<>();
    private final AtomicLong runs = new AtomicLong();
    private final Semaphore swapDue = new Semaphore(0);

    @Test
    @Timeout(600)
    void noRunIsLostOrMixedWithAnotherRowOrVersion() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        watchdog.start();
        computing.start();
        try {
            current.set(version(1));
            List<Future<Integer>> all = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                all.add(threads.submit(machines(t)));
            }
            for (int number = 2; number <= RUNS / RUNS_PER_VERSION; number++) {
                assertTrue(swapDue.tryAcquire(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS), "the threads do not go on");
                OnnxModel old = current.getAndSet(version(number));
                old.withdraw();
            }
            for (Future<Integer> one : all) {
                assertTrue(one.get() > 2, "a thread never saw a swap");
            }
        } finally {
            current.get().withdraw();
            threads.shutdownNow();
            computing.stop(5_000);
            watchdog.stop(5_000);
        }
        assertTrue(runs.get() >= RUNS);
        assertTrue(counts.batchRows.get() > RUNS / 4, counts.batchRows + " rows in " + counts.batches + " batches");
        assertEquals(0, counts.timeouts.get());
        assertEquals(0, counts.batchesSplit.get());
        assertEquals(0, counts.sessionsOpen.get());
        assertEquals(0, counts.runnersOpen.get());
    }

    private OnnxModel version(int number) throws Exception {
        try (StagedModel staged = StagedModel.of(ModelFiles.linear("linear", "1." + number + ".0", number), folder)) {
            return new ModelChecks(Engine.load(), counts, watchdog, computing)
                    .pass(staged)
                    .model();
        }
    }

    /** The machines of one thread: each starts a run, which is then over; the last one blocks. Counts the versions that they saw. */
    private Callable<Integer> machines(int seed) {
        return () -> {
            SplittableRandom random = new SplittableRandom(seed);
            OnnxModel model = null;
            List<ModelRunner> runners = new ArrayList<>();
            int versions = 0;
            while (runs.get() < RUNS) {
                if (model != current.get()) {
                    runners.forEach(ModelRunner::close);
                    runners.clear();
                    model = openAll(runners);
                    versions++;
                }
                round(runners, Integer.parseInt(model.version().split("\\.")[1]), random);
            }
            runners.forEach(ModelRunner::close);
            return versions;
        };
    }

    private OnnxModel openAll(List<ModelRunner> runners) throws ModelException {
        while (true) {
            OnnxModel model = current.get();
            try {
                while (runners.size() < MACHINES) {
                    runners.add(model.open(1));
                }
                return model;
            } catch (IllegalStateException withdrawnMeanwhile) {
                runners.forEach(ModelRunner::close);
                runners.clear();
            }
        }
    }

    private void round(List<ModelRunner> runners, int factor, SplittableRandom random) throws Exception {
        float[] rows = new float[runners.size()];
        AtomicInteger open = new AtomicInteger(runners.size() - 1);
        AtomicReference<ModelException> failure = new AtomicReference<>();
        for (int m = 0; m < rows.length; m++) {
            rows[m] = random.nextInt(10_000);
            runners.get(m).input(0).asFloatBuffer().put(0, new float[] {rows[m], 0});
            if (m < rows.length - 1) {
                runners.get(m).start(TIMEOUT_MILLIS, trouble -> {
                    failure.compareAndSet(null, trouble);
                    open.decrementAndGet();
                });
            }
        }
        runners.get(rows.length - 1).run(TIMEOUT_MILLIS);
        // Now and then left to the others, or to the end of the latency.
        if (random.nextInt(16) > 0) {
            runners.get(0).flush();
        }
        while (open.get() > 0) {
            Thread.yield();
        }
        assertEquals(null, failure.get());
        for (int m = 0; m < rows.length; m++) {
            assertEquals(factor * rows[m], runners.get(m).output(0).getFloat(0));
        }
        long before = runs.getAndAdd(rows.length);
        if (before / RUNS_PER_VERSION != (before + rows.length) / RUNS_PER_VERSION) {
            swapDue.release();
        }
    }
}
