package io.millwright.inference;

import com.eclipsesource.json.JsonObject;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a light model waits beside a heavy one that two threads run without a pause, where one thread may compute at a time: a run of
 * microseconds each millisecond beside runs of about 5 ms.
 */
public final class BudgetBenchmark {
    private static final long TIMEOUT_MILLIS = 10_000;
    private static final int HEAVY_THREADS = 2;
    private static final long HEAVY_NANOS = 5_000_000;
    private static final long PERIOD_NANOS = 1_000_000;
    private static final int WARM_UP_RUNS = 200;
    private static final double NANOS_PER_MICRO = 1_000;

    private final NativeCounts counts = new NativeCounts();
    private final RunWatchdog watchdog = new RunWatchdog();
    private final Computing computing = new Computing(1, 2);
    private volatile boolean over;
    private volatile Exception failure;

    private BudgetBenchmark() {}

    /** Measures for so long, and adds the figures. */
    public static void measure(int seconds, JsonObject json) throws Exception {
        new BudgetBenchmark().run(seconds, json);
    }

    private void run(int seconds, JsonObject json) throws Exception {
        watchdog.start();
        computing.start();
        OnnxModel light = open(ModelFiles.linear("light", "1.0.0", 3));
        OnnxModel heavy = open(ModelFiles.counting("heavy", "1.0.0"));
        try (ModelRunner runner = light.open(1)) {
            long turns = turns(heavy);
            List<long[]> heavyTimes = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < HEAVY_THREADS; t++) {
                long[] times = new long[(int) (2 * TimeUnit.SECONDS.toNanos(seconds) / HEAVY_NANOS)];
                heavyTimes.add(times);
                Thread thread = new Thread(() -> heavily(heavy, turns, times), "bench-heavy-" + t);
                threads.add(thread);
                thread.start();
            }
            double[] waits = lightly(runner, seconds);
            over = true;
            for (Thread thread : threads) {
                thread.join();
            }
            if (failure != null) {
                throw failure;
            }
            double[] runs = heavyTimes.stream()
                    .flatMapToLong(Arrays::stream)
                    .filter(nanos -> nanos > 0)
                    .mapToDouble(nanos -> nanos / NANOS_PER_MICRO)
                    .sorted()
                    .toArray();
            json.add("light_p50_us", percentile(waits, 0.5))
                    .add("light_p99_us", percentile(waits, 0.99))
                    .add("heavy_period_p50_us", percentile(runs, 0.5))
                    .add("heavy_run_us", HEAVY_NANOS / NANOS_PER_MICRO)
                    .add("heavy_runs", runs.length)
                    .add("light_runs", waits.length)
                    .add("budget_waits", computing.budget().waits());
        } finally {
            light.withdraw();
            heavy.withdraw();
            computing.stop(TIMEOUT_MILLIS);
            watchdog.stop(TIMEOUT_MILLIS);
        }
    }

    private OnnxModel open(ModelFiles files) throws Exception {
        Path folder = Files.createTempDirectory("bench-budget");
        try (StagedModel staged = StagedModel.of(files, folder)) {
            return new ModelChecks(Engine.load(), counts, watchdog, computing)
                    .pass(staged)
                    .model();
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.deleteIfExists(folder);
    }

    /** Returns how many turns of the heavy model's loop take the time of a heavy run. */
    private static long turns(OnnxModel heavy) throws ModelException {
        long turns = 1_000;
        try (ModelRunner runner = heavy.open(1)) {
            for (int i = 0; i < WARM_UP_RUNS; i++) {
                runner.input(0).putLong(0, turns);
                long began = System.nanoTime();
                runner.run(TIMEOUT_MILLIS);
                turns = Math.max(1, Math.round(turns * (double) HEAVY_NANOS / (System.nanoTime() - began)));
            }
        }
        return turns;
    }

    private void heavily(OnnxModel heavy, long turns, long[] times) {
        try (ModelRunner runner = heavy.open(1)) {
            runner.input(0).putLong(0, turns);
            for (int i = 0; i < times.length && !over; i++) {
                long began = System.nanoTime();
                runner.run(TIMEOUT_MILLIS);
                times[i] = System.nanoTime() - began;
            }
        } catch (ModelException | RuntimeException e) {
            failure = e;
        }
    }

    private double[] lightly(ModelRunner runner, int seconds) throws ModelException {
        double[] waits = new double[(int) (TimeUnit.SECONDS.toNanos(seconds) / PERIOD_NANOS)];
        int count = 0;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (count < waits.length && System.nanoTime() < end) {
            LockSupport.parkNanos(PERIOD_NANOS);
            long began = System.nanoTime();
            runner.run(TIMEOUT_MILLIS);
            waits[count++] = (System.nanoTime() - began) / NANOS_PER_MICRO;
        }
        double[] sorted = Arrays.copyOf(waits, count);
        Arrays.sort(sorted);
        return sorted;
    }

    private static double percentile(double[] sorted, double share) {
        return Math.round(sorted[(int) Math.min(sorted.length - 1.0, sorted.length * share)]);
    }
}
