package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * {@code opcua-limits}: a server that enforces limits which it does not announce: until every tag is Good, at first and, after a
 * restart of the server, with what was learned.
 */
final class LimitsBenchmark {
    private static final long ANSWER_LIMIT_SECONDS = 10;
    private static final long FRESH_LIMIT_SECONDS = 300;
    private static final int PER_PIPELINE = 1_000;

    private final Load load;
    private final String limits;
    private final int watchSeconds;

    LimitsBenchmark(Options options) {
        int tags = options.integer("--tags", 20_000, PER_PIPELINE, 100_000);
        load = new Load(tags / PER_PIPELINE, PER_PIPELINE, 1);
        limits = options.integer("--per-call", 100, 1, 100_000) + "x"
                + options.integer("--per-subscription", 1_000, 2, 1_000_000);
        watchSeconds = options.integer("--watch", 60, 1, 86_400);
        options.end();
    }

    JsonObject run() throws Exception {
        OpcUaPrograms programs = new OpcUaPrograms("opcua-limits", load, List.of("--limits", limits));
        ChildProgram simulator = programs.simulator();
        try (ChildProgram program = programs.connection(simulator.ready())) {
            double first = Long.parseLong(program.ready()) / 1e3;
            System.out.println("every tag has been Good after " + first + " s");
            LineBenchmark.pass("watching", watchSeconds, null);
            JsonObject before = program.counters(ANSWER_LIMIT_SECONDS);
            simulator.kill();
            CompletableFuture<String> fresh = program.expect("FRESH ");
            LineBenchmark.pass("the server is down", 5, null);
            program.send("mark");
            simulator = programs.simulator();
            long open = programs.awaitOpen();
            double again = (Long.parseLong(fresh.get(FRESH_LIMIT_SECONDS, TimeUnit.SECONDS)) - open) / 1e6;
            System.out.println("and again after " + again + " s");
            LineBenchmark.pass("watching", watchSeconds, null);
            JsonObject after = program.counters(ANSWER_LIMIT_SECONDS);
            return Json.object()
                    .add("benchmark", "opcua-limits")
                    .add("tags", load.pipelines() * load.tags())
                    .add("limits", limits)
                    .add("good", before.getLong("tags", 0) - before.getLong("tags.bad", 0))
                    .add("seconds", RestartBenchmark.rounded(first))
                    .add("renewals", after.getLong("renewals", 0))
                    .add("again_good", after.getLong("tags", 0) - after.getLong("tags.bad", 0))
                    .add("again_seconds", RestartBenchmark.rounded(again))
                    .add("per_call", after.getLong("limit.call.items", 0))
                    .add("per_read", after.getLong("limit.read.nodes", 0))
                    .add("per_subscription", after.getLong("limit.subscription.items", 0))
                    .add("requests", after.getLong("requests", 0))
                    .add("watched_s", 2 * watchSeconds)
                    .add("cores", Runtime.getRuntime().availableProcessors());
        } finally {
            simulator.close();
        }
    }
}
