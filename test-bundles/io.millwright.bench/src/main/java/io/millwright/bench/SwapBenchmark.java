package io.millwright.bench;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Swaps of a model under load: a pipeline decides 1,000 windows a second while its model is replaced again and again. Each decision is
 * held against what bare ONNX Runtime says of that window with that version. In a process of its own with a heap of fixed size, so that
 * its resident memory is the models'.
 */
final class SwapBenchmark {
    private static final long LIMIT_SECONDS = 1_800;

    private final int swaps;
    private final int rate;
    private final int rehearsals;
    private final int quietSeconds;

    SwapBenchmark(Options options) {
        swaps = options.integer("--swaps", 1_000, 10, 100_000);
        rate = options.integer("--rate", 1_000, 10, 10_000);
        rehearsals = options.integer("--rehearsals", 100, 0, 10_000);
        quietSeconds = options.integer("--quiet", 10, 0, 600);
        options.end();
    }

    String run() throws Exception {
        Path folder = Files.createTempDirectory("millwright-swap");
        try (ChildProgram program = ChildProgram.java(
                "swap",
                folder,
                "-Xms192m",
                "-Xmx192m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                // What the second compiler takes for a while is ten times what models could leave.
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SwapBenchmark.class.getName(),
                folder.toString(),
                Integer.toString(swaps),
                Integer.toString(rate),
                Integer.toString(rehearsals),
                Integer.toString(quietSeconds))) {
            program.ready();
            return program.ask("go", "RESULT ", LIMIT_SECONDS);
        }
    }

    /** The program: a folder, how many swaps at how many windows per second, after how many rehearsals and quiet seconds. */
    public static void main(String[] arguments) throws Exception {
        SwapModels models = new SwapModels(Path.of(arguments[0]));
        System.out.println("READY");
        int swaps = Integer.parseInt(arguments[1]);
        System.in.read();
        JsonObject result = Json.object()
                .add("bench", "swap")
                .add("swaps", swaps)
                .add("rehearsals", Integer.parseInt(arguments[3]));
        try (SwapLoad load = new SwapLoad(models, Integer.parseInt(arguments[2]))) {
            load.run(swaps, Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]), result);
        }
        bare(models, swaps, result);
        System.out.println("RESULT " + result);
        System.exit(0);
    }

    /** The same sessions opened and closed by ONNX Runtime alone. */
    private static void bare(SwapModels models, int swaps, JsonObject result) throws Exception {
        ProcessLoad process = new ProcessLoad(ProcessHandle.current().pid());
        double afterTheFifth = 0;
        for (int swap = 1; swap <= swaps; swap++) {
            String file =
                    models.of(swap % SwapModels.VERSIONS).resolve("model.onnx").toString();
            try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file)) {
                if (session.getNumInputs() != 1) {
                    throw new IllegalStateException(file);
                }
            }
            afterTheFifth = swap == 5 ? process.residentMegabytesNow() : afterTheFifth;
        }
        result.add("bare_rss_growth_percent", growth(afterTheFifth, process.residentMegabytesNow()));
    }

    /** Growth in percent, of two decimals. */
    static double growth(double before, double after) {
        return Math.round(10_000 * (after - before) / before) / 100.0;
    }
}
