package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code opcua-subscribe}: what the connection alone costs at many changes, and which of them it delivers, beside a bare
 * subscription of the OPC UA library on the same items; one after the other at the same simulator.
 */
final class SubscribeBenchmark {
    private static final long ANSWER_LIMIT_SECONDS = 10;

    /** Of one response: more than there are items. */
    private static final int ALL = 1_000_000;

    private final Load load;
    private final int seconds;
    private final int warmUpSeconds;
    private final int rounds;
    private final int valuesPerResponse;
    private final boolean alone;

    SubscribeBenchmark(Options options) {
        load = new Load(
                options.integer("--pipelines", 10, 1, 100_000),
                options.integer("--tags", 1000, 1, 10_000),
                options.decimal("--rate", 10));
        seconds = options.integer("--seconds", 60, 1, 86_400);
        load.measuredFor(seconds);
        warmUpSeconds = options.integer("--warm-up", LineBenchmark.COMPILED_SECONDS, 0, 86_400);
        rounds = options.integer("--rounds", 1, 1, 100);
        valuesPerResponse = options.integer("--values-per-response", ALL, 1, ALL);
        alone = options.flag("--alone");
        options.end();
    }

    /** What one round of the connection gave. */
    private record Ours(
            long[] counts, double cpuPercent, double compilerPercent, double residentMegabytes, JsonObject counters) {}

    JsonObject run() throws Exception {
        OpcUaPrograms programs = new OpcUaPrograms(
                "opcua-subscribe",
                load,
                valuesPerResponse == ALL
                        ? List.of()
                        : List.of("--values-per-response", Integer.toString(valuesPerResponse)));
        List<Ours> ours = new ArrayList<>();
        List<JsonObject> bare = new ArrayList<>();
        try (ChildProgram simulator = programs.simulator()) {
            String plc = simulator.ready();
            for (int round = 0; round < rounds; round++) {
                ours.add(measure(programs, plc));
                if (!alone) {
                    JsonObject raw = Json.object();
                    BareRun.measure(programs.folder(), plc, load, warmUpSeconds, seconds, raw);
                    bare.add(raw);
                }
            }
        }
        return result(ours, bare);
    }

    private Ours measure(OpcUaPrograms programs, String plc) throws IOException {
        try (ChildProgram program = programs.connection(plc)) {
            program.ready();
            LineBenchmark.pass("warming up the connection", warmUpSeconds, null);
            JsonObject countersBefore = program.counters(ANSWER_LIMIT_SECONDS);
            long[] before = counts(program);
            ProcessLoad process = new ProcessLoad(program.pid());
            LineBenchmark.pass("measuring the connection", seconds, process);
            double cpu = process.cpuPercent();
            double compiler = process.compilerPercent();
            long[] after = counts(program);
            for (int i = 0; i < after.length; i++) {
                after[i] -= before[i];
            }
            JsonObject counters = program.counters(ANSWER_LIMIT_SECONDS);
            for (String name : counters.names()) {
                counters.set(name, counters.getLong(name, 0) - countersBefore.getLong(name, 0));
            }
            return new Ours(after, cpu, compiler, process.residentMegabytes(), counters);
        }
    }

    private static long[] counts(ChildProgram program) {
        return Arrays.stream(
                        program.ask("count", "COUNT ", ANSWER_LIMIT_SECONDS).split(" "))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    private JsonObject result(List<Ours> ours, List<JsonObject> bare) {
        JsonObject result = Json.object()
                .add("benchmark", "opcua-subscribe")
                .add("tags", load.pipelines() * load.tags())
                .add("rate_hz", load.rate())
                .add("seconds", seconds)
                .add("rounds", rounds)
                .add("changes", load.changes(seconds) * rounds);
        Medians.add(result, "changes_per_s", values(ours, 0, seconds));
        result.add("lost", sum(ours, 1))
                .add("duplicated", sum(ours, 2))
                .add("not_good", sum(ours, 3))
                .add("notifications_per_s", RestartBenchmark.rounded(sum(ours, 4) / (double) (seconds * rounds)))
                .add("queue_overflows", counter(ours, "queue.overflows"))
                .add("notifications_dropped", counter(ours, "notifications.dropped"))
                .add("renewals", counter(ours, "renewals"));
        double[] cpu = ours.stream().mapToDouble(Ours::cpuPercent).toArray();
        double[] compiler = ours.stream().mapToDouble(Ours::compilerPercent).toArray();
        Medians.add(result, "cpu_percent", cpu);
        Medians.add(result, "compiler_percent", compiler);
        if (!alone) {
            compare(result, cpu, compiler, bare);
        }
        Medians.add(
                result,
                "rss_mb",
                ours.stream().mapToDouble(Ours::residentMegabytes).toArray());
        return result.add("cores", Runtime.getRuntime().availableProcessors()).add("flags", Line.flags());
    }

    private static void compare(JsonObject result, double[] cpu, double[] compiler, List<JsonObject> bare) {
        double[] raw = values(bare, "bare_cpu_percent");
        double[] rawCompiler = values(bare, "bare_compiler_percent");
        Medians.add(result, "raw_cpu_percent", raw);
        Medians.add(result, "raw_compiler_percent", rawCompiler);
        Medians.addRatio(result, "cpu_ratio_raw", cpu, raw);
        Medians.addRatio(result, "cpu_ratio_raw_without_compiler", less(cpu, compiler), less(raw, rawCompiler));
        result.add(
                "raw_values",
                bare.stream().mapToLong(one -> one.getLong("bare_values", 0)).sum());
    }

    private static double[] values(List<Ours> ours, int at, double by) {
        return ours.stream().mapToDouble(one -> one.counts()[at] / by).toArray();
    }

    private static double[] less(double[] whole, double[] part) {
        double[] rest = whole.clone();
        for (int i = 0; i < rest.length; i++) {
            rest[i] -= part[i];
        }
        return rest;
    }

    private static double[] values(List<JsonObject> bare, String name) {
        return bare.stream().mapToDouble(one -> one.getDouble(name, 0)).toArray();
    }

    private static long sum(List<Ours> ours, int at) {
        return ours.stream().mapToLong(one -> one.counts()[at]).sum();
    }

    private static long counter(List<Ours> ours, String name) {
        return ours.stream().mapToLong(one -> one.counters().getLong(name, 0)).sum();
    }
}
