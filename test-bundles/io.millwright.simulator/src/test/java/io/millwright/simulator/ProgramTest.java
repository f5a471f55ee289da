package io.millwright.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as others start it: in a process of its own, spoken to by its standard streams. */
class ProgramTest {
    private static final Pattern READY =
            Pattern.compile("READY opc\\.tcp://127\\.0\\.0\\.1:(\\d+)/millwright sha256=([0-9a-f]{64})");
    private static final long WAIT_SECONDS = 120;

    private static final class Program implements AutoCloseable {
        final Process process;
        final BufferedReader out;

        Program(String... arguments) throws Exception {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName()));
            command.addAll(List.of(arguments));
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        Matcher await(Pattern wanted) throws Exception {
            return CompletableFuture.supplyAsync(() -> out.lines()
                            .map(wanted::matcher)
                            .filter(Matcher::matches)
                            .findFirst()
                            .orElseThrow())
                    .get(WAIT_SECONDS, TimeUnit.SECONDS);
        }

        int exit() throws Exception {
            assertTrue(process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS), "the program does not end");
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void itTakesCommandsEndsWithItsInputAndKeepsItsThumbprint(@TempDir Path pki) throws Exception {
        String thumbprint;
        try (Program program = new Program("--exit-on-eof", "--pki", pki.toString(), "--tag", "Tank.level:Double")) {
            OutputStream in = program.process.getOutputStream();
            Matcher ready = program.await(READY);
            thumbprint = ready.group(2);
            in.write("write Tank.level 2.5\nstuck:Tank.*:0\nnonsense\n".getBytes(StandardCharsets.UTF_8));
            in.flush();
            program.await(Pattern.compile("FAILED Fault \"nonsense\" is unknown: .*"));
            in.close();
            program.await(Pattern.compile("REPORT .*starts=1 .*"));
            assertEquals(0, program.exit());
        }
        try (Program program = new Program("--pki", pki.toString())) {
            assertEquals(thumbprint, program.await(READY).group(2));
            program.process.destroy();
            assertEquals(128 + 15, program.exit());
        }
    }

    @Test
    void wrongOptionsEndItWithStatus2() throws Exception {
        try (Program program = new Program("--rate", "fast")) {
            assertEquals(2, program.exit());
        }
    }
}
