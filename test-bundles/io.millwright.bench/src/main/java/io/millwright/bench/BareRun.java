package io.millwright.bench;

import com.eclipsesource.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;

/** Runs a {@code BareSubscription}, which is by name only: its libraries are not on this program's path. */
final class BareRun {
    private static final String PROGRAM = "io.millwright.bench.BareSubscription";
    private static final String TARGET = "test-bundles/io.millwright.bench/target";
    private static final long ANSWER_LIMIT_SECONDS = 10;

    private BareRun() {}

    /** Starts the program at the simulator, warms up, measures and ends it; adds {@code bare_cpu_percent} and what came. */
    static void measure(Path folder, String plc, Load load, int warmUpSeconds, int seconds, JsonObject into)
            throws IOException {
        try (ChildProgram program = ChildProgram.java(
                "bare",
                folder,
                Line.gatewayHeap(),
                "-XX:+UseSerialGC",
                "-cp",
                String.join(
                        File.pathSeparator,
                        Line.ownClasses(),
                        TARGET + "/bare/*",
                        Line.file(TARGET + "/lib", "minimal-json-*.jar").toString(),
                        Line.simulatorJar()),
                PROGRAM,
                plc.split(" ")[0],
                Integer.toString(load.pipelines()),
                Integer.toString(load.tags()),
                Double.toString(load.rate()))) {
            program.ready();
            LineBenchmark.pass("warming up a bare subscription", warmUpSeconds, null);
            long before = Long.parseLong(program.ask("count", "COUNT ", ANSWER_LIMIT_SECONDS));
            ProcessLoad process = new ProcessLoad(program.pid());
            LineBenchmark.pass("measuring a bare subscription", seconds, process);
            double cpu = process.cpuPercent();
            double compiler = process.compilerPercent();
            long after = Long.parseLong(program.ask("count", "COUNT ", ANSWER_LIMIT_SECONDS));
            into.add("bare_cpu_percent", LineBenchmark.round(cpu))
                    .add("bare_compiler_percent", LineBenchmark.round(compiler))
                    .add("bare_values", after - before)
                    .add("bare_rss_mb", LineBenchmark.round(process.residentMegabytes()));
        }
    }
}
