package io.millwright.bench.runner;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.sun.management.ThreadMXBean;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code worker}: what a process of the model's own adds to a run of a small network at 1,000 runs per second, beside bare ONNX Runtime in
 * this process on the same buffers, second by second in turn; and what it costs while it rests and at 20 runs per second: its
 * process, and here the threads for it and the caller.
 */
public final class WorkerBenchmark {
    private static final int RATE = 1_000;
    private static final int SLOW_RATE = 20;
    private static final int WARM_UP_RUNS = 20_000;
    private static final long TIMEOUT_MILLIS = 10_000;
    private static final double NANOS_PER_MICRO = 1_000.0;

    private final int rounds;
    private final int seconds;

    /**
     * Makes the measurement.
     *
     * @param rounds seconds per way of running
     * @param seconds for each measurement of processor time
     */
    public WorkerBenchmark(int rounds, int seconds) {
        this.rounds = rounds;
        this.seconds = seconds;
    }

    private interface Run {
        void run() throws Exception;
    }

    /** A run that says how long it took. */
    private interface Timed {
        long run() throws Exception;
    }

    private static Timed timed(Run run) {
        return () -> {
            long begin = System.nanoTime();
            run.run();
            return System.nanoTime() - begin;
        };
    }

    /** Runs it. */
    public JsonObject run() throws Exception {
        try (RunnerUnderTest mlp = RunnerUnderTest.mlpElsewhere()) {
            Started started = new Started(mlp);
            for (int i = 0; i < WARM_UP_RUNS; i++) {
                mlp.runBare();
                mlp.runRunner();
                started.run();
            }
            long[][] nanos = new long[3][rounds * RATE];
            for (int round = 0; round < rounds; round++) {
                pace(RATE, RATE, timed(mlp::runBare), nanos[0], round * RATE);
                pace(RATE, RATE, timed(mlp::runRunner), nanos[1], round * RATE);
                pace(RATE, RATE, started::run, nanos[2], round * RATE);
            }
            for (long[] all : nanos) {
                Arrays.sort(all);
            }
            long bytes = bytesPerRun(mlp::runRunner);
            Load idle = new Load();
            TimeUnit.SECONDS.sleep(seconds);
            double idlePercent = idle.percent();
            Load slow = new Load();
            pace(SLOW_RATE, SLOW_RATE * seconds, timed(mlp::runRunner), new long[SLOW_RATE * seconds], 0);
            double slowPercent = slow.percent();
            return Json.object()
                    .add("benchmark", "worker")
                    .add("runs_per_second", RATE)
                    .add("added_us_p50", tenths(micros(nanos[1], 0.5) - micros(nanos[0], 0.5)))
                    .add("p99_us", micros(nanos[1], 0.99))
                    .add("started_added_us_p50", tenths(micros(nanos[2], 0.5) - micros(nanos[0], 0.5)))
                    .add("started_p99_us", micros(nanos[2], 0.99))
                    .add("bare_us_p50", micros(nanos[0], 0.5))
                    .add("bare_p99_us", micros(nanos[0], 0.99))
                    .add("bytes_per_run", bytes)
                    .add("idle_percent", idlePercent)
                    .add("at20_percent", slowPercent);
        }
    }

    private static double micros(long[] sorted, double share) {
        return tenths(sorted[(int) (share * (sorted.length - 1))] / NANOS_PER_MICRO);
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private static void pace(int rate, int runs, Timed run, long[] nanos, int first) throws Exception {
        long step = TimeUnit.SECONDS.toNanos(1) / rate;
        long next = System.nanoTime();
        for (int i = 0; i < runs; i++) {
            next += step;
            for (long wait = next - System.nanoTime(); wait > 0; wait = next - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            nanos[first + i] = run.run();
        }
    }

    private static long bytesPerRun(Run run) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(id);
        for (int i = 0; i < WARM_UP_RUNS; i++) {
            run.run();
        }
        return Math.round((threads.getThreadAllocatedBytes(id) - before) / (double) WARM_UP_RUNS);
    }

    /** A run that is started, as a pipeline does, until its end is told; this thread waits for that, which is not counted. */
    private static final class Started {
        private final RunnerUnderTest runner;
        private final Thread caller = Thread.currentThread();
        private volatile long endNanos;

        Started(RunnerUnderTest runner) {
            this.runner = runner;
        }

        /** Returns how long it took. */
        long run() {
            endNanos = 0;
            long begin = System.nanoTime();
            runner.runner().start(TIMEOUT_MILLIS, failure -> {
                endNanos = System.nanoTime();
                LockSupport.unpark(caller);
            });
            while (endNanos == 0) {
                LockSupport.park(this);
            }
            return endNanos - begin;
        }
    }

    /** Processor time of the worker's process, and here of the threads for it and of the caller. */
    private static final class Load {
        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private final Path tasks = Path.of("/proc", Long.toString(workerPid()), "task");
        private final long startNanos = System.nanoTime();
        private final long startCpuNanos = cpuNanos();

        double percent() {
            double share = (double) (cpuNanos() - startCpuNanos) / (System.nanoTime() - startNanos);
            return Math.round(share * 100_000) / 1_000.0;
        }

        private long cpuNanos() {
            long nanos = 0;
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread == Thread.currentThread() || thread.getName().startsWith("millwright-worker-")) {
                    nanos += threads.getThreadCpuTime(thread.getId());
                }
            }
            for (File task : tasks.toFile().listFiles()) {
                nanos += cpuNanos(task.toPath());
            }
            return nanos;
        }

        /** Linux, Documentation/scheduler/sched-stats: the first number is the time on a processor. */
        private static long cpuNanos(Path task) {
            try {
                return Long.parseLong(
                        Files.readString(task.resolve("schedstat")).split(" ")[0]);
            } catch (IOException e) {
                // It has ended since.
                return 0;
            }
        }
    }

    /** Returns the number of the process in which the model runs. */
    static long workerPid() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("WorkerMain"))
                .findFirst()
                .orElseThrow()
                .pid();
    }
}
