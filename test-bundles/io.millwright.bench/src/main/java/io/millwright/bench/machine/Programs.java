package io.millwright.bench.machine;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs that are run to their end: training scripts, commands of the desk. */
public final class Programs {
    private static final long LIMIT_MINUTES = 30;
    private static final String DESK = "io.millwright.desk.Millwright";

    /** As in {@code ./millwright}; what the desk needs would change how benchmarks log. */
    private static final String DESK_PATH = "desk/target/classes" + File.pathSeparator + "desk/target/lib/*";

    private Programs() {}

    /** Runs a script with Debian's Python and returns the object on its last line. */
    public static JsonObject python(String python, Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(python));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        List<String> lines = run(command).lines().toList();
        return Json.parse(lines.get(lines.size() - 1)).asObject();
    }

    /** Whether there is such a Python with everything that the scripts need. */
    public static boolean hasPython(String python) throws InterruptedException {
        try {
            run(List.of(python, "-c", "import numpy, sklearn, onnx, xgboost"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Runs a command of {@code ./millwright}. */
    static String desk(Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-cp",
                DESK_PATH,
                DESK));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return run(command);
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("millwright-bench", ".log");
        Path out = Files.createTempFile("millwright-bench", ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(errors.toFile()).redirectOutput(out.toFile());
        // One thread: what the scripts compute is the same then, and what is measured beside them is not disturbed.
        builder.environment().put("OMP_NUM_THREADS", "1");
        Process process = builder.start();
        try {
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + ": " + Files.readString(errors));
            }
            return Files.readString(out);
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(errors);
            Files.deleteIfExists(out);
        }
    }
}
