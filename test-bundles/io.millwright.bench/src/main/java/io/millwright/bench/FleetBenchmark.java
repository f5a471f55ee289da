package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * {@code fleet-form}: many equal machines from one form of a pipeline and one of a connection, two decisions per second and
 * machine; with messages of many assets, then with messages of one asset each.
 */
final class FleetBenchmark {
    private static final int TAGS = 6;
    private static final double RATE = 2;
    private static final double MILLIS_PER_SECOND = 1000;

    private final Load load;
    private final int seconds;
    private final int warmUpSeconds;
    private final int delayMillis;

    FleetBenchmark(Options options) {
        load = new Load(options.integer("--machines", 1000, 2, 10_000), TAGS, RATE);
        seconds = options.integer("--seconds", 60, 1, 86_400);
        warmUpSeconds = options.integer("--warm-up", 30, 0, 86_400);
        delayMillis = options.integer("--delay-ms", 1000, 0, 3_600_000);
        options.end();
    }

    JsonObject run() throws Exception {
        Path folder = Files.createTempDirectory("millwright-bench-fleet");
        System.out.printf(Locale.ROOT, "starting %d machines of %d tags; logs in %s%n", load.pipelines(), TAGS, folder);
        GatewaySetup gateway = new GatewaySetup()
                .connection("publishing.intervalMs", load.publishingMillis())
                .connection("assets", load.assets())
                .connection("tags", load.tableOfOne())
                .pipeline("fleet", load.all(delayMillis).add("publish.manyAssets", true));
        LineSetup setup = new LineSetup(LineBenchmark.simulator(load), model -> LoadModel.write(model, TAGS), gateway);
        try (Line line = new Line(folder, setup)) {
            JsonObject result = Json.object()
                    .add("benchmark", "fleet-form")
                    .add("machines", load.pipelines())
                    .add("tags", TAGS)
                    .add("seconds", seconds)
                    .add("apply_s", (line.applyMillis() - line.connectionMillis()) / MILLIS_PER_SECOND)
                    .add("connection_s", line.connectionMillis() / MILLIS_PER_SECOND);
            LineBenchmark.pass("warming up", warmUpSeconds, null);
            LineBenchmark.measure(line, load, seconds, "", "messages of many assets", result);
            line.update("publish.manyAssets", false);
            LineBenchmark.pass("settling with messages of one asset", warmUpSeconds, null);
            LineBenchmark.measure(line, load, seconds, "one_", "messages of one asset", result);
            return result.add("cores", Runtime.getRuntime().availableProcessors())
                    .add("gateway_flags", Line.flags());
        }
    }
}
