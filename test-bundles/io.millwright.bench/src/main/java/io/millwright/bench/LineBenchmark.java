package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code line}: value changes at the PLC, decisions at the broker. Expected decisions come from the simulator's schedule:
 * pipelines x rate x seconds, never from a counter of ours.
 */
final class LineBenchmark {
    private static final int STRAGGLERS_SECONDS = 15;

    private int pipelines = 50;
    private int tags = 125;
    private double rate = 2;
    private int seconds = 60;
    private int warmUpSeconds = 60;
    private int delayMillis = 1000;
    private boolean fast = true;

    LineBenchmark(Options options) {
        pipelines = options.integer("--pipelines", pipelines);
        tags = options.integer("--tags", tags);
        rate = options.decimal("--rate", rate);
        seconds = options.integer("--seconds", seconds);
        warmUpSeconds = options.integer("--warm-up", warmUpSeconds);
        delayMillis = options.integer("--delay-ms", delayMillis);
        fast = !options.flag("--no-fast");
        options.end();
    }

    JsonObject run() throws Exception {
        Path folder = Files.createTempDirectory("millwright-bench-line");
        try (Line line = new Line(folder, pipelines, tags, rate, delayMillis)) {
            System.out.println("logs in " + folder);
            pass("warming up", warmUpSeconds, null);
            JsonObject result = Json.object()
                    .add("benchmark", "line")
                    .add("pipelines", pipelines)
                    .add("tags", tags)
                    .add("rate_hz", rate)
                    .add("seconds", seconds);
            measure(line, delayMillis, "", result);
            if (fast) {
                System.out.println("reconfiguring every pipeline");
                line.delay(100);
                pass("settling with publish.maxDelayMs=100", warmUpSeconds / 4, null);
                JsonObject second = Json.object();
                measure(line, 100, "fast_", second);
                result.add("fast_p99_ms", second.get("fast_p99_ms"))
                        .add("fast_p50_ms", second.get("fast_p50_ms"))
                        .add("fast_delivered", second.get("fast_delivered"))
                        .add("fast_cpu_percent", second.get("fast_cpu_percent"));
            }
            return result.add("cores", Runtime.getRuntime().availableProcessors())
                    .add("gateway_flags", Line.flags());
        }
    }

    private void measure(Line line, int delay, String prefix, JsonObject into) throws IOException {
        long droppedBefore = line.dropped();
        Measurement measured = Measurement.take(
                "publish.maxDelayMs=" + delay, line, line.gatewayPid(), "pipeline", rate, seconds, STRAGGLERS_SECONDS);
        Window window = measured.window();
        into.add("expected", (int) Math.round(pipelines * rate * seconds))
                .add(prefix + "delivered", window.delivered())
                .add(prefix + "dropped_counted", line.dropped() - droppedBefore)
                .add("not_good", window.notGood())
                .add("twice", window.twice())
                .add(prefix + "p50_ms", round(window.percentile(0.5)))
                .add(prefix + "p99_ms", round(window.percentile(0.99)))
                .add(prefix + "cpu_percent", round(measured.cpuPercent()))
                .add("rss_mb", round(measured.residentMegabytes()));
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
