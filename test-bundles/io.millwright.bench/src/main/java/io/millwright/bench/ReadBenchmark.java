package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** {@code opcua-read}: sweeps over all tags by the connection's polling and by the OPC UA library alone, in turns. */
final class ReadBenchmark {
    private static final int START_LIMIT_SECONDS = 120;

    private final Load load;
    private final int seconds;
    private final int rounds;

    ReadBenchmark(Options options) {
        // Values that change seldom leave the machine to the reads.
        load = new Load(1, options.integer("--tags", 10_000, 1, 10_000), 0.1);
        seconds = options.integer("--seconds", 5, 1, 3_600);
        rounds = options.integer("--rounds", 7, 1, 1_000);
        options.end();
    }

    JsonObject run() throws Exception {
        OpcUaPrograms programs = new OpcUaPrograms("opcua-read", load, List.of());
        List<double[]> measured = new ArrayList<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        try (ChildProgram simulator = programs.simulator();
                ChildProgram sweep = programs.sweep(simulator.ready(), seconds, rounds)) {
            sweep.onLine(line -> {
                System.out.println(line);
                String[] words = line.split(" ");
                if (words[0].equals("ROUND")) {
                    measured.add(new double[] {Double.parseDouble(words[1]), Double.parseDouble(words[2])});
                } else if (words[0].equals("DONE")) {
                    done.complete(null);
                }
            });
            done.get(START_LIMIT_SECONDS + 4L * seconds * (rounds + 2), TimeUnit.SECONDS);
        }
        JsonObject result = Json.object()
                .add("benchmark", "opcua-read")
                .add("tags", load.tags())
                .add("rounds", rounds)
                .add("seconds", seconds);
        Medians.add(result, "values_per_s", column(measured, 0));
        Medians.add(result, "raw_values_per_s", column(measured, 1));
        Medians.add(
                result,
                "ratio",
                measured.stream().mapToDouble(one -> one[0] / one[1]).toArray());
        return result.add("cores", Runtime.getRuntime().availableProcessors());
    }

    private static double[] column(List<double[]> measured, int column) {
        return measured.stream().mapToDouble(one -> one[column]).toArray();
    }
}
