package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code idle}: what a quiet gateway costs at 20 inferences per second: 10 pipelines of 6 tags that change twice a second. */
final class IdleBenchmark {
    private static final int PIPELINES = 10;
    private static final int TAGS = 6;
    private static final double RATE = 2;

    private final int seconds;
    private final int warmUpSeconds;

    IdleBenchmark(Options options) {
        seconds = options.integer("--seconds", 60, 1, 86_400);
        warmUpSeconds = options.integer("--warm-up", 60, 0, 86_400);
        options.end();
    }

    JsonObject run() throws Exception {
        Path folder = Files.createTempDirectory("millwright-bench-idle");
        try (Line line = new Line(folder, LineBenchmark.setup(new Load(PIPELINES, TAGS, RATE), 1000))) {
            LineBenchmark.pass("warming up", warmUpSeconds, null);
            ProcessLoad load = new ProcessLoad(line.gatewayPid());
            LineBenchmark.pass("measuring", seconds, load);
            return Json.object()
                    .add("benchmark", "idle")
                    .add("inferences_per_second", PIPELINES * RATE)
                    .add("seconds", seconds)
                    .add("cpu_percent", Math.round(load.cpuPercent() * 100) / 100.0)
                    .add("rss_mb", LineBenchmark.round(load.residentMegabytes()))
                    .add("cores", Runtime.getRuntime().availableProcessors())
                    .add("gateway_flags", Line.flags());
        }
    }
}
