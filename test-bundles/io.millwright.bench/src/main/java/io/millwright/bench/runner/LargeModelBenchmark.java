package io.millwright.bench.runner;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.bench.ProcessLoad;
import io.millwright.inference.ModelFolder;
import io.millwright.inference.Models;
import io.millwright.model.ModelRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code large-model}: what a graph of 402 MB, which this program writes, takes of resident memory, in this process and its own together:
 * the most while it opens and runs, as a multiple of the file, and what is left after its close. Beside it ONNX Runtime alone, on the same
 * file in a process of its own.
 */
public final class LargeModelBenchmark {
    private static final int SIDE = 10_000;
    private static final int ENDS = 25;
    private static final int RUNS = 20;
    private static final int LOOK_MILLIS = 10;
    private static final long TIMEOUT_MILLIS = 60_000;
    private static final double MEGABYTE = 1 << 20;
    private static final String WRITE = "write";
    private static final String BARE = "bare";

    private LargeModelBenchmark() {}

    /** Runs it; with two arguments it is a process that writes the model folder, or that runs ONNX Runtime alone. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 2 && arguments[0].equals(WRITE)) {
            RunnerUnderTest.write(
                    Path.of(arguments[1]), Models.dense(42, ENDS, SIDE, SIDE, ENDS), new long[] {-1, ENDS}, new long[] {
                        -1, ENDS
                    });
            return;
        }
        if (arguments.length == 2 && arguments[0].equals(BARE)) {
            System.out.println(bare(Path.of(arguments[1])));
            return;
        }
        Path folder = Files.createTempDirectory("bench-large");
        try {
            Path files = Files.createDirectory(folder.resolve("model"));
            child(WRITE, files, "-Xmx4g").lines().forEach(System.err::println);
            String[] bare = child(BARE, files, "-Xmx256m").strip().split(" ");
            JsonObject result = measure(files, Files.createDirectory(folder.resolve("worker")))
                    .add("bare_peak_ratio", Double.parseDouble(bare[0]))
                    .add("bare_after_close_mb", Long.parseLong(bare[1]));
            System.out.println(result);
        } finally {
            delete(folder);
        }
    }

    /** Has another process do a part of it; returns what that printed. */
    private static String child(String part, Path files, String heap) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap,
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeModelBenchmark.class.getName(),
                        part,
                        files.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("The process for " + part + " ended with status " + status + ".");
        }
        return printed;
    }

    /** Returns what ONNX Runtime alone takes at most, above the start, as a multiple of the file, and what is left after the close. */
    private static String bare(Path files) throws Exception {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        ProcessLoad own = new ProcessLoad(ProcessHandle.current().pid());
        double start = own.residentMegabytesNow();
        Path onnx = files.resolve("model.onnx");
        Peak peak = new Peak(own);
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            try (OrtSession session = environment.createSession(onnx.toString(), options);
                    OnnxTensor x = OnnxTensor.createTensor(environment, new float[1][ENDS])) {
                for (int i = 0; i < RUNS; i++) {
                    session.run(Map.of("x", x)).close();
                }
            }
        }
        double most = peak.end();
        double left = own.residentMegabytesNow();
        return thousandths((most - start) / (Files.size(onnx) / MEGABYTE)) + " " + Math.round(left - start);
    }

    private static JsonObject measure(Path files, Path scratch) throws Exception {
        // What this program itself takes is there before it starts.
        try (RunnerUnderTest small = RunnerUnderTest.mlpElsewhere()) {
            small.runRunner();
        }
        ProcessLoad own = new ProcessLoad(ProcessHandle.current().pid());
        double start = own.residentMegabytesNow();
        Peak peak = new Peak(own);
        double fileMegabytes = Files.size(files.resolve("model.onnx")) / MEGABYTE;
        double firstSeconds;
        long begin = System.nanoTime();
        try (ModelFolder open = ModelFolder.openElsewhere(files, scratch);
                ModelRunner runner = open.model().open(1)) {
            firstSeconds = (System.nanoTime() - begin) / 1e9;
            for (int i = 0; i < RUNS; i++) {
                runner.run(TIMEOUT_MILLIS);
            }
        }
        double most = peak.end();
        double left = own.residentMegabytesNow();
        return Json.object()
                .add("benchmark", "large-model")
                .add("file_mb", Math.round(fileMegabytes))
                .add("start_mb", Math.round(start))
                .add("peak_mb", Math.round(most))
                .add("peak_ratio", thousandths((most - start) / fileMegabytes))
                .add("worker_peak_ratio", thousandths(peak.mostElsewhere / fileMegabytes))
                .add("peak_with_what_was_there_ratio", thousandths(most / fileMegabytes))
                .add("after_close_mb", Math.round(left - start))
                .add("seconds_to_open", Math.round(firstSeconds * 10) / 10.0);
    }

    private static double thousandths(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }

    /** Looks at the memory of this process and its children. */
    private static final class Peak {
        private final ProcessLoad own;
        private final Thread thread = new Thread(this::look, "bench-peak");
        private volatile double most;
        private volatile double mostElsewhere;
        private volatile boolean over;

        Peak(ProcessLoad own) {
            this.own = own;
            thread.setDaemon(true);
            thread.start();
        }

        private void look() {
            while (!over) {
                try {
                    double elsewhere = 0;
                    for (ProcessHandle child :
                            ProcessHandle.current().children().toList()) {
                        elsewhere += residentMegabytes(child);
                    }
                    mostElsewhere = Math.max(mostElsewhere, elsewhere);
                    most = Math.max(most, own.residentMegabytesNow() + elsewhere);
                    Thread.sleep(LOOK_MILLIS);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        private static double residentMegabytes(ProcessHandle process) {
            try {
                return new ProcessLoad(process.pid()).residentMegabytesNow();
            } catch (IOException e) {
                // It has ended since.
                return 0;
            }
        }

        double end() throws InterruptedException {
            over = true;
            thread.join();
            return most;
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            List<Path> paths = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path path : paths) {
                Files.delete(path);
            }
        }
    }
}
