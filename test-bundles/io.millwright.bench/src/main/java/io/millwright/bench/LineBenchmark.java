package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code line}: value changes at the PLC, decisions at the broker. Expected decisions come from the simulator's schedule:
 * pipelines x rate x seconds, never from a counter of ours.
 */
final class LineBenchmark {
    /** After so long the Java compiler is done with what happens ten times a second: beside a bare subscription it would count. */
    static final int COMPILED_SECONDS = 400;

    private static final int STRAGGLERS_SECONDS = 15;

    private final Load load;
    private final int seconds;
    private final int warmUpSeconds;
    private final int delayMillis;
    private final boolean fast;
    private final boolean bare;

    LineBenchmark(Options options) {
        load = new Load(
                options.integer("--pipelines", 50, 1, 100_000),
                options.integer("--tags", 125, 1, 10_000),
                options.decimal("--rate", 2));
        seconds = options.integer("--seconds", 60, 1, 86_400);
        load.measuredFor(seconds);
        bare = options.flag("--bare");
        warmUpSeconds = options.integer("--warm-up", bare ? COMPILED_SECONDS : 60, 0, 86_400);
        delayMillis = options.integer("--delay-ms", 1000, 0, 3_600_000);
        fast = !options.flag("--no-fast");
        options.end();
    }

    JsonObject run() throws Exception {
        Path folder = Files.createTempDirectory("millwright-bench-line");
        System.out.printf(
                Locale.ROOT,
                "starting %d pipelines of %d tags, %d changes/s; logs in %s%n",
                load.pipelines(),
                load.tags(),
                load.changes(1),
                folder);
        try (Line line = new Line(folder, setup(load, delayMillis))) {
            pass("warming up", warmUpSeconds, null);
            JsonObject result = Json.object()
                    .add("benchmark", "line")
                    .add("pipelines", load.pipelines())
                    .add("tags", load.tags())
                    .add("rate_hz", load.rate())
                    .add("seconds", seconds);
            measure(line, load, seconds, "", "publish.maxDelayMs=" + delayMillis, result);
            if (fast) {
                System.out.println("reconfiguring every pipeline");
                line.update("publish.maxDelayMs", 100);
                pass("settling with publish.maxDelayMs=100", warmUpSeconds / 4, null);
                JsonObject second = Json.object();
                measure(line, load, seconds, "fast_", "publish.maxDelayMs=100", second);
                result.add("fast_p99_ms", second.get("fast_p99_ms"))
                        .add("fast_p50_ms", second.get("fast_p50_ms"))
                        .add("fast_delivered", second.get("fast_delivered"))
                        .add("fast_cpu_percent", second.get("fast_cpu_percent"));
            }
            if (bare) {
                line.endGateway();
                BareRun.measure(folder, line.plc(), load, warmUpSeconds, seconds, result);
                double whole = result.getDouble("cpu_percent", 0);
                double bareWhole = result.getDouble("bare_cpu_percent", 0);
                result.add("cpu_ratio", ratio(whole, bareWhole))
                        .add(
                                "cpu_ratio_without_compiler",
                                ratio(
                                        whole - result.getDouble("compiler_percent", 0),
                                        bareWhole - result.getDouble("bare_compiler_percent", 0)));
            }
            return result.add("cores", Runtime.getRuntime().availableProcessors())
                    .add("gateway_flags", Line.flags());
        }
    }

    private static double ratio(double gateway, double bare) {
        return Math.round(gateway / bare * 100) / 100.0;
    }

    /** A line of one pipeline per machine. */
    static LineSetup setup(Load load, int delayMillis) {
        GatewaySetup gateway = new GatewaySetup()
                .connection("publishing.intervalMs", load.publishingMillis())
                .connection("tags", load.table());
        for (int p = 0; p < load.pipelines(); p++) {
            gateway.pipeline("pipeline" + p, load.pipeline(p, delayMillis));
        }
        return new LineSetup(simulator(load), folder -> LoadModel.write(folder, load.tags()), gateway);
    }

    static List<String> simulator(Load load) {
        return List.of("--bulk", load.pipelines() + "x" + load.tags(), "--rate", Double.toString(load.rate()));
    }

    /** Measures from the next row on; fields get the prefix. */
    static void measure(Line line, Load load, int seconds, String prefix, String what, JsonObject into)
            throws IOException {
        long droppedBefore = line.dropped();
        long lostBefore = line.lostChanges();
        Measurement measured =
                Measurement.take(what, line, line.gatewayPid(), "", load.rate(), seconds, STRAGGLERS_SECONDS);
        Window window = measured.window();
        into.add(prefix + "expected", load.decisions(seconds))
                .add(prefix + "delivered", window.delivered())
                .add(prefix + "dropped_counted", line.dropped() - droppedBefore)
                .add(prefix + "changes", load.changes(seconds))
                .add(prefix + "changes_lost_counted", line.lostChanges() - lostBefore)
                .add(prefix + "not_good", window.notGood())
                .add(prefix + "twice", window.twice())
                .add(prefix + "p50_ms", round(window.percentile(0.5)))
                .add(prefix + "p99_ms", round(window.percentile(0.99)))
                .add(prefix + "cpu_percent", round(measured.cpuPercent()))
                .add(prefix + "compiler_percent", round(measured.compilerPercent()))
                .add(prefix + "rss_mb", round(measured.residentMegabytes()));
    }

    /** Lets time pass with a line of progress each 10 s. */
    static void pass(String what, int seconds, ProcessLoad load) throws IOException {
        long start = System.nanoTime();
        for (int second = 1; second <= seconds; second++) {
            long due = start + TimeUnit.SECONDS.toNanos(second);
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            if (load != null) {
                load.sample();
            }
            if (second % 10 == 0 || second == seconds) {
                System.out.printf(Locale.ROOT, "%s: %d of %d s%n", what, second, seconds);
            }
        }
    }

    static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
