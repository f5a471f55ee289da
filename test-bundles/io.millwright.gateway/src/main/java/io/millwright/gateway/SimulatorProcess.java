package io.millwright.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The PLC simulator as a child process; it ends with this process, whatever ends that. */
final class SimulatorProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("READY (opc\\.tcp://\\S+) sha256=([0-9A-Fa-f]{64})");
    private static final long START_LIMIT_SECONDS = 60;
    private static final long STOP_LIMIT_SECONDS = 5;

    private final Process process;
    private final PrintStream commands;
    private final CompletableFuture<Matcher> ready = new CompletableFuture<>();
    private final Thread reader;

    private SimulatorProcess(Process process, Consumer<String> lines) {
        this.process = process;
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        reader = new Thread(() -> read(lines), "simulator-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Does not wait until it is ready. */
    static SimulatorProcess start(String classPath, Path folder, List<String> options, Consumer<String> lines) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                "io.millwright.simulator.Main",
                "--exit-on-eof",
                "--pki",
                folder.resolve("simulator-pki").toString()));
        command.addAll(options);
        try {
            return new SimulatorProcess(
                    new ProcessBuilder(command).redirectErrorStream(true).start(), lines);
        } catch (IOException e) {
            throw new GatewayException("The simulator does not start: " + e.getMessage(), e);
        }
    }

    private void read(Consumer<String> lines) {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Matcher matcher = READY.matcher(line);
                if (matcher.matches()) {
                    ready.complete(matcher);
                } else {
                    lines.accept(line);
                }
            }
        } catch (IOException ended) {
            // The process is gone; said below.
        }
        ready.completeExceptionally(new GatewayException("The simulator ended before it was ready"));
    }

    private Matcher awaitReady() {
        try {
            return ready.get(START_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException("Interrupted while the simulator was starting", e);
        } catch (ExecutionException e) {
            throw new GatewayException(e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new GatewayException("The simulator is not ready within " + START_LIMIT_SECONDS + " s", e);
        }
    }

    /** Waits until the server is up. */
    String url() {
        return awaitReady().group(1);
    }

    /** SHA-256 thumbprint of the server's certificate. */
    String thumbprint() {
        return awaitReady().group(2);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void command(String line) {
        commands.println(line);
    }

    @Override
    public void close() {
        ChildProcess.end(process, STOP_LIMIT_SECONDS);
    }
}
