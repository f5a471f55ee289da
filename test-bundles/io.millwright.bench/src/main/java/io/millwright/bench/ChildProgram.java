package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A program that this one started and ends, by its process id. Says {@code READY ...} when it is up; takes commands by line. */
final class ChildProgram implements AutoCloseable {
    private static final long READY_LIMIT_SECONDS = 300;
    private static final long STOP_LIMIT_SECONDS = 15;

    private final String name;
    private final Process process;
    private final CompletableFuture<String> ready = new CompletableFuture<>();
    private final Thread reader;
    private volatile Consumer<String> lines = line -> {};

    private ChildProgram(String name, Process process) {
        this.name = name;
        this.process = process;
        reader = new Thread(this::read, "bench-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts {@code java <arguments>}; what it says on standard error goes to {@code <folder>/<name>.log}. */
    static ChildProgram java(String name, Path folder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        return start(name, folder, command);
    }

    /** Starts a program; what it says on standard error goes to {@code <folder>/<name>.log}. */
    static ChildProgram start(String name, Path folder, List<String> command) throws IOException {
        Files.createDirectories(folder);
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve(name + ".log").toFile())
                .start();
        // Whoever ends a benchmark early finds nothing left.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "bench-end-" + name));
        return new ChildProgram(name, process);
    }

    long pid() {
        return process.pid();
    }

    /** Hands over each line from now on, on the reader's thread. */
    void onLine(Consumer<String> consumer) {
        lines = consumer;
    }

    /** Waits for {@code READY} and returns what follows it. */
    String ready() {
        try {
            return ready.get(READY_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IllegalStateException(
                    name + " is not ready within " + READY_LIMIT_SECONDS + " s; see its log", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Sends a command and waits for the line of the answer that begins with the prefix.
     *
     * @return what follows the prefix
     * @throws IllegalStateException where that takes longer than the limit
     */
    String ask(String command, String prefix, long limitSeconds) {
        CompletableFuture<String> answer = expect(prefix);
        send(command);
        return await(answer, command, limitSeconds);
    }

    /** Asks for the counters, as {@link #ask}; each of these programs that counts answers with one JSON object. */
    JsonObject counters(long limitSeconds) {
        return Json.parse(ask("counters", "COUNTERS ", limitSeconds)).asObject();
    }

    private <T> T await(CompletableFuture<T> answer, String command, long limitSeconds) {
        try {
            return answer.get(limitSeconds, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IllegalStateException(
                    name + " does not answer '" + command + "' within " + limitSeconds + " s; see its log", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * As {@link #ask}, for an answer of many lines.
     *
     * @param prefix of each line
     * @param end prefix of the line after the last
     * @return what follows the prefixes
     */
    List<String> askAll(String command, String prefix, String end, long limitSeconds) {
        List<String> answer = new ArrayList<>();
        CompletableFuture<Void> complete = new CompletableFuture<>();
        onLine(line -> {
            if (line.startsWith(end)) {
                complete.complete(null);
            } else if (line.startsWith(prefix)) {
                answer.add(line.substring(prefix.length()));
            }
        });
        send(command);
        await(complete, command, limitSeconds);
        return answer;
    }

    /** Returns what follows the prefix in the next line that begins with it. */
    CompletableFuture<String> expect(String prefix) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        onLine(line -> {
            if (line.startsWith(prefix)) {
                answer.complete(line.substring(prefix.length()));
            }
        });
        return answer;
    }

    void send(String command) {
        try {
            process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " takes no command", e);
        }
    }

    private void read() {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("READY")) {
                    ready.complete(line.substring("READY".length()).trim());
                }
                lines.accept(line);
            }
            ready.completeExceptionally(new IllegalStateException(name + " ended"));
        } catch (IOException closed) {
            ready.completeExceptionally(closed);
        }
    }

    /** Ends it as a loss of power does, without a goodbye. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
