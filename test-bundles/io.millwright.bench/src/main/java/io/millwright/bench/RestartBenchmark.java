package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** {@code opcua-restart}: from the port's opening to the last fresh tag, after the server was killed. */
final class RestartBenchmark {
    private static final long FRESH_LIMIT_SECONDS = 120;
    private static final double MICROS = 1e6;

    private final Load load;
    private final int kills;
    private final int downSeconds;

    RestartBenchmark(Options options) {
        load = new Load(50, options.integer("--tags", 5_000, 50, 100_000) / 50, 2);
        kills = options.integer("--kills", 5, 1, 1_000);
        downSeconds = options.integer("--down", 5, 1, 3_600);
        options.end();
    }

    JsonObject run() throws Exception {
        OpcUaPrograms programs = new OpcUaPrograms("opcua-restart", load, List.of());
        double[] recoveries = new double[kills];
        ChildProgram simulator = programs.simulator();
        try (ChildProgram program = programs.connection(simulator.ready())) {
            program.ready();
            for (int kill = 0; kill < kills; kill++) {
                simulator.kill();
                CompletableFuture<String> fresh = program.expect("FRESH ");
                LineBenchmark.pass("the server is down", downSeconds, null);
                program.send("mark");
                simulator = programs.simulator();
                long open = programs.awaitOpen();
                long last = Long.parseLong(fresh.get(FRESH_LIMIT_SECONDS, TimeUnit.SECONDS));
                recoveries[kill] = (last - open) / MICROS;
                System.out.println("recovered in " + recoveries[kill] + " s");
            }
        } finally {
            simulator.close();
        }
        double[] sorted = recoveries.clone();
        Arrays.sort(sorted);
        JsonArray each = new JsonArray();
        Arrays.stream(recoveries).forEach(one -> each.add(rounded(one)));
        return Json.object()
                .add("benchmark", "opcua-restart")
                .add("items", load.pipelines() * load.tags())
                .add("kills", kills)
                .add("down_s", downSeconds)
                .add("median_recovery_s", rounded(Medians.ofSorted(sorted)))
                .add("max_recovery_s", rounded(sorted[kills - 1]))
                .add("recovery_s", each)
                .add("cores", Runtime.getRuntime().availableProcessors());
    }

    static double rounded(double seconds) {
        return Math.round(seconds * 1_000) / 1_000.0;
    }
}
