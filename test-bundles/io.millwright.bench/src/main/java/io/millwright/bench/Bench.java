package io.millwright.bench;

import io.millwright.bench.runner.RunnerBench;
import io.millwright.pipeline.lane.FeaturesBenchmark;
import io.millwright.pipeline.lane.LaneBenchmark;
import java.util.Arrays;
import java.util.List;

/** {@code ./bench NAME [options]}: runs one benchmark; the last line of its output is one JSON object. */
public final class Bench {
    private static final String USAGE =
            """
            ./bench NAME [options]
              runner   ModelRunner against bare ONNX Runtime with the same buffers (JMH)
              lane     bytes and time per sample on the lane
              features time and bytes per sample with every aggregate, over rows and over parts
              line     the whole line: --pipelines N --tags N --rate HZ --seconds N --warm-up N --delay-ms N --no-fast
              peer     the same job by a gateway and by a small Node program: --rounds N --rate CHANGES/S --seconds N --warm-up N
                       --settle N --delay-ms N --no-default --one-form
              idle     a gateway at 20 inferences/s: --seconds N --warm-up N
            """;

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            System.err.print(USAGE);
            System.exit(2);
        }
        List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
        switch (arguments[0]) {
            case "runner" -> RunnerBench.main(rest.toArray(String[]::new));
            case "lane" -> LaneBenchmark.main(rest.toArray(String[]::new));
            case "features" -> FeaturesBenchmark.main(rest.toArray(String[]::new));
            case "line" -> System.out.println(new LineBenchmark(new Options(rest)).run());
            case "peer" -> System.out.println(new PeerBenchmark(new Options(rest)).run());
            case "idle" -> System.out.println(new IdleBenchmark(new Options(rest)).run());
            default -> {
                System.err.print(USAGE);
                System.exit(2);
            }
        }
    }
}
