package io.millwright.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tool that trains is Python; its tests run where Debian's packages are installed, and are skipped, visibly, elsewhere. */
class ModelToolTest {
    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final String PYTHON = "/usr/bin/python3";
    private static final long IMPORT_LIMIT_SECONDS = 180;
    private static final long TESTS_LIMIT_SECONDS = 1_200;

    @TempDir
    Path folder;

    @Test
    void theToolsOwnTestsPass() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of(PYTHON))
                        && run(IMPORT_LIMIT_SECONDS, "-c", "import numpy, onnx, sklearn, torch") == 0,
                "python3-torch, python3-onnx and python3-sklearn are not installed");
        int status = run(
                TESTS_LIMIT_SECONDS, "-m", "unittest", "discover", "-s", "models/tools/tests", "-t", "models/tools");
        String log = Files.readString(folder.resolve("log"), StandardCharsets.UTF_8);
        assertEquals(0, status, log);
        assertTrue(log.contains("\nOK"), log);
    }

    private int run(long limitSeconds, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PYTHON));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        if (!process.waitFor(limitSeconds, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": not within " + limitSeconds + " s");
        }
        return process.exitValue();
    }
}
