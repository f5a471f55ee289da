package io.millwright.bench.runner;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures what the product's runner adds to ONNX Runtime: same options, same buffers, same run of this program. The last line
 * of the output is one JSON object.
 */
public final class RunnerBench {
    private static final int FORKS = 3;
    private static final int ITERATIONS = 5;
    private static final int ALLOCATION_RUNS = 200_000;
    private static final double NANOS_PER_MICRO = 1_000.0;

    private RunnerBench() {}

    private interface Run {
        void run() throws Exception;
    }

    /**
     * Runs the measurement, about 90 s.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws Exception {
        Options options = new OptionsBuilder()
                .include(RunnerBenchmark.class.getName() + "\\..*")
                .forks(FORKS)
                .warmupIterations(ITERATIONS)
                .warmupTime(TimeValue.milliseconds(500))
                .measurementIterations(ITERATIONS)
                .measurementTime(TimeValue.seconds(1))
                .build();
        Map<String, Double> p50 = new TreeMap<>();
        for (RunResult result : new Runner(options).run()) {
            String name = result.getParams().getParam("model") + "_"
                    + result.getPrimaryResult().getLabel();
            p50.put(name, result.getPrimaryResult().getStatistics().getPercentile(50) / NANOS_PER_MICRO);
        }
        long bareBytes;
        long runnerBytes;
        try (RunnerUnderTest mlp = RunnerUnderTest.mlp(0)) {
            bareBytes = bytesPerRun(mlp::runBare);
            runnerBytes = bytesPerRun(mlp::runRunner);
        }
        System.out.printf(
                Locale.ROOT,
                "{\"mlp_ratio_p50\": %.4f, \"cnn_ratio_p50\": %.4f, \"ort_bytes_per_run\": %d, \"runner_bytes_per_run\": %d,"
                        + " \"mlp_bare_p50_us\": %.3f, \"mlp_runner_p50_us\": %.3f,"
                        + " \"cnn_bare_p50_us\": %.3f, \"cnn_runner_p50_us\": %.3f}%n",
                p50.get("mlp_runner") / p50.get("mlp_bare"),
                p50.get("cnn_runner") / p50.get("cnn_bare"),
                bareBytes,
                runnerBytes,
                p50.get("mlp_bare"),
                p50.get("mlp_runner"),
                p50.get("cnn_bare"),
                p50.get("cnn_runner"));
    }

    /** Bytes that one run allocates on the Java heap, by the JVM's own count for this thread, after warm-up. */
    private static long bytesPerRun(Run run) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long before = 0;
        for (int i = 0; i < 2 * ALLOCATION_RUNS; i++) {
            if (i == ALLOCATION_RUNS) {
                before = threads.getThreadAllocatedBytes(id);
            }
            run.run();
        }
        return Math.round((threads.getThreadAllocatedBytes(id) - before) / (double) ALLOCATION_RUNS);
    }
}
