package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.inference.worker.Workers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model took of the system's memory is given back when it closes, in the gateway's process as well. */
class NativeMemoryTest {
    private static final int SIDE = 2_300;
    private static final int CYCLES = 8;

    @TempDir
    Path folder;

    @Test
    void c8EightUpdatesOfALargeModelLeaveNothingBehind() throws Exception {
        byte[] onnx = Models.dense(3, 2, SIDE, SIDE, SIDE, 1);
        assertTrue(onnx.length > 40_000_000);
        Path model = ModelFiles.linear("linear", "1.0.0", 1)
                .file("onnx", "model.onnx", onnx)
                .golden("a,b,=y\n0,0,0.5\n")
                .writeTo(folder.resolve("model"));
        String output = ChildJvm.run(
                folder.resolve("output"),
                Map.of(),
                List.of("-Xmx64m", "-XX:+UseSerialGC"),
                Cycles.class,
                model.toString(),
                folder.resolve("worker").toString());
        Matcher grown = Pattern.compile("grown (-?\\d+)").matcher(output);
        assertTrue(grown.find(), output);
        assertTrue(Long.parseLong(grown.group(1)) < 24_000, output);
    }

    /** Opens and closes a model of a folder, and prints by how many kB this process has grown since the first time. */
    static final class Cycles {
        private Cycles() {}

        public static void main(String[] arguments) throws Exception {
            RunWatchdog watchdog = new RunWatchdog();
            watchdog.start();
            NativeCounts counts = new NativeCounts();
            Path scratch = Path.of(arguments[1]);
            Placement here = new Placement(
                    new Workers(Files.createDirectories(scratch)),
                    new EngineCaches(scratch),
                    () -> Long.MAX_VALUE,
                    () -> 60_000,
                    counts,
                    () -> EngineSettings.DEFAULTS);
            ModelChecks checks =
                    new ModelChecks(Engine.load(), counts, watchdog, Computing.unlimited(), here, () -> {});
            long first = 0;
            for (int i = 0; i <= CYCLES; i++) {
                try (StagedModel staged = StagedModel.of(new Folder(Path.of(arguments[0])), scratch)) {
                    checks.pass(staged).model().withdraw();
                }
                System.gc();
                first = i == 0 ? residentKilobytes() : first;
            }
            System.out.println("grown " + (residentKilobytes() - first));
            watchdog.stop(1_000);
        }

        private static long residentKilobytes() throws Exception {
            try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
                return lines.filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .findFirst()
                        .orElseThrow();
            }
        }
    }

    private record Folder(Path path) implements ModelContent {
        @Override
        public InputStream open(String file) throws IOException {
            return Files.newInputStream(path.resolve(file));
        }

        @Override
        public Path local(String file) {
            return path.resolve(file);
        }
    }
}
