package io.millwright.planning.shop.solver;

import io.millwright.planning.shop.solver.child.Problem;
import io.millwright.planning.shop.solver.child.SolverMain;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The process: the gateway's Java at the lowest priority, with limits on memory and processor time that the kernel enforces, and three
 * variables of the environment. Its standard error goes to a file that is deleted with it.
 */
final class SolverProcess {
    private static final Path SHELL = Path.of("/bin/sh");
    private static final Path NICE = Path.of("/usr/bin/nice");
    private static final int SHOWN_CHARACTERS = 300;
    private static final int READ_BYTES = 64 << 10;
    private static final long END_SECONDS = 2;
    private static final long JOIN_MILLIS = 2_000;
    private static final List<String> KEPT_VARIABLES = List.of("PATH", "LANG", "TMPDIR");
    private static final List<String> FLAGS = List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=24m",
            "-XX:-UsePerfData",
            "-XX:+ErrorFileToStderr",
            "-XX:-CreateCoredumpOnCrash");

    /** Of 512 bytes: the most that it may write into a file, which is what it complains of. */
    private static final int MOST_FILE_BLOCKS = 2_048;

    private final Process process;
    private final Path errors;

    /** Null before it is sent anything; the planner's thread only. */
    private Thread sender;

    private SolverProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    /**
     * Starts it.
     *
     * @param java the program
     * @param memoryBytes the most that it may allocate
     * @param processorSeconds the most that all its threads may compute
     */
    static SolverProcess start(SolverFiles files, Path java, long memoryBytes, long processorSeconds)
            throws IOException {
        Path errors = Files.createTempFile("millwright-solver-", ".log");
        boolean started = false;
        try {
            SolverFiles.Placed placed = files.place();
            List<String> command = new ArrayList<>();
            if (Files.isExecutable(NICE)) {
                command.addAll(List.of(NICE.toString(), "-n", "19"));
            }
            String limits = "ulimit -d " + memoryBytes / 1024 + "; ulimit -t " + processorSeconds + "; ulimit -f "
                    + MOST_FILE_BLOCKS + "; ";
            command.addAll(List.of(SHELL.toString(), "-c", limits + "exec \"$0\" \"$@\"", java.toString()));
            command.addAll(FLAGS);
            command.add("-D" + SolverMain.LIBRARY + "=" + placed.library());
            command.addAll(List.of("-cp", placed.classPath(), SolverMain.class.getName()));
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
            builder.environment().keySet().retainAll(KEPT_VARIABLES);
            Process process = started(builder);
            started = true;
            return new SolverProcess(process, errors);
        } finally {
            if (!started) {
                Files.deleteIfExists(errors);
            }
        }
    }

    /** The JDK's thread that waits for a process keeps the context class loader of who starts it: not ours. */
    private static Process started(ProcessBuilder builder) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        try {
            return builder.start();
        } finally {
            thread.setContextClassLoader(own);
        }
    }

    InputStream output() {
        return process.getInputStream();
    }

    /** Sends on a thread of its own: a process that does not read, and a pipe that is full, would hold up the planner for ever. */
    void send(Problem problem) {
        sender = new Thread(
                () -> {
                    try {
                        // Left open: its end would end the process.
                        problem.write(new DataOutputStream(new BufferedOutputStream(process.getOutputStream())));
                    } catch (IOException e) {
                        // The process has ended or was ended; who reads its answers tells how.
                    }
                },
                "millwright-plan-problem");
        sender.setDaemon(true);
        sender.setContextClassLoader(SolverProcess.class.getClassLoader());
        sender.start();
    }

    /** Ends it without waiting. */
    void kill() {
        process.destroyForcibly();
    }

    /** Returns how it ended: its status and the first line that it said. */
    String end() {
        boolean interrupted = false;
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                kill();
                return "it did not end";
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (interrupted) {
            return "nobody waited for its end";
        }
        String said = said();
        return "its process ended with status " + process.exitValue() + (said.isEmpty() ? "" : ": " + said);
    }

    private String said() {
        try (InputStream in = Files.newInputStream(errors)) {
            return new String(in.readNBytes(READ_BYTES), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("^# *", "").strip())
                    .filter(line -> !line.isEmpty())
                    .findFirst()
                    .map(line -> line.substring(0, Math.min(line.length(), SHOWN_CHARACTERS)))
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    /** Ends it, closes its streams, deletes its file and waits for who sends. */
    void close() {
        kill();
        try {
            output().close();
            process.getOutputStream().close();
            Files.deleteIfExists(errors);
        } catch (IOException e) {
            // A stream of a process that has ended, or a file of a few bytes in the temporary folder.
        }
        try {
            if (sender != null) {
                sender.join(JOIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
