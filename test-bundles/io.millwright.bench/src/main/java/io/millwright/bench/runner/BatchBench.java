package io.millwright.bench.runner;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.bench.Medians;
import io.millwright.inference.BudgetBenchmark;
import java.util.concurrent.TimeUnit;

/**
 * Measures what it gives that the runs of many machines are computed together: on one thread, beside the same runs each by itself, and
 * beside ONNX Runtime alone. Each round measures all ways in turn. Then what a light model waits beside a heavy one.
 */
public final class BatchBench {
    private static final long BLOCK_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
    private static final int WARM_UP_ROUNDS = 5;
    private static final int BUDGET_SECONDS = 5;
    private static final long LATENCY_MILLIS = 2;
    private static final double NANOS_PER_SECOND = 1e9;

    private BatchBench() {}

    private interface Way {
        void decide() throws Exception;
    }

    /** Returns one JSON object. */
    public static String run(int machines, int rounds) throws Exception {
        JsonObject json = Json.object()
                .add("benchmark", "batch")
                .add("machines", machines)
                .add("rounds", rounds)
                .add("cores", Runtime.getRuntime().availableProcessors());
        long[] rows = {-1, 10};
        try (Machines mlp = new Machines(RunnerUnderTest.mlp(LATENCY_MILLIS), machines, rows, new long[] {-1, 1})) {
            measure("mlp", mlp, machines, rounds, json);
        }
        long[] pictures = {-1, 1, 64, 64};
        try (Machines cnn = new Machines(RunnerUnderTest.cnn(LATENCY_MILLIS), machines, pictures, new long[] {-1, 2})) {
            measure("cnn", cnn, machines, rounds, json);
        }
        BudgetBenchmark.measure(BUDGET_SECONDS, json);
        return json.toString();
    }

    private static void measure(String name, Machines machines, int count, int rounds, JsonObject json)
            throws Exception {
        Way[] ways = {machines::eachAlone, machines::together, machines::bareAlone, machines::bareTogether};
        double[][] perSecond = new double[ways.length][rounds];
        for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
            for (int way = 0; way < ways.length; way++) {
                double now = decisionsPerSecond(ways[way], count);
                if (round >= 0) {
                    perSecond[way][round] = now;
                }
            }
        }
        machines.together();
        Medians.addRatio(json, name + "_ratio", perSecond[1], perSecond[0]);
        Medians.addRatio(json, name + "_bare_ratio", perSecond[3], perSecond[2]);
        Medians.add(json, name + "_alone_per_s", perSecond[0]);
        Medians.add(json, name + "_together_per_s", perSecond[1]);
        Medians.add(json, name + "_bare_alone_per_s", perSecond[2]);
        Medians.add(json, name + "_bare_together_per_s", perSecond[3]);
        json.add(name + "_computes", machines.batches());
        json.add(name + "_different", machines.different());
    }

    private static double decisionsPerSecond(Way way, int machines) throws Exception {
        long began = System.nanoTime();
        long took = 0;
        long decisions = 0;
        while (took < BLOCK_NANOS) {
            way.decide();
            decisions += machines;
            took = System.nanoTime() - began;
        }
        return decisions * NANOS_PER_SECOND / took;
    }
}
