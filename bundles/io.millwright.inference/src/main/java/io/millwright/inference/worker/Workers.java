package io.millwright.inference.worker;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Starts workers: with the gateway's Java, a limit on their memory that the kernel enforces, no capabilities that they would inherit, and
 * as little of the environment as they need. Any thread.
 */
public final class Workers {
    private static final Path SHELL = Path.of("/bin/sh");
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    private static final List<String> WITHOUT_CAPABILITIES =
            List.of(SETPRIV.toString(), "--no-new-privs", "--ambient-caps=-all", "--inh-caps=-all");

    /** How the version of the packaged ONNX Runtime begins, as in the bundle's import: its classes fit no other library. */
    public static final String VERSION = "1.28.";

    private static final long TRY_SECONDS = 5;
    private static final long HELLO_MILLIS = 30_000;
    private static final String LOG = "worker-";
    private static final String LOG_END = ".log";

    /** Of what the JVM itself needs beside the model; the heap is small because tensors lie outside it. */
    private static final List<String> FLAGS = List.of(
            "-Xmx48m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=16m",
            "-XX:MaxMetaspaceSize=32m",
            "-XX:-UsePerfData",
            "-XX:+ErrorFileToStderr",
            "-XX:-CreateCoredumpOnCrash");

    private static final List<String> KEPT_VARIABLES =
            List.of("PATH", "LD_LIBRARY_PATH", "LANG", "CUDA_VISIBLE_DEVICES", "ADSP_LIBRARY_PATH");

    private final Path folder;
    private final Path java;

    /** In the temporary directory, for this user alone, where the other one takes no file; null before. */
    private Path otherwise;

    private List<String> withoutCapabilities;

    /** Why a process that was started is of no use here, "" where that is not known. */
    private volatile String useless = "";

    /** @param folder in the Kura data directory, made where it is missing */
    public Workers(Path folder) {
        this(folder, Path.of(System.getProperty("java.home"), "bin", "java"));
    }

    /** The same with another Java. */
    public Workers(Path folder, Path java) {
        this.folder = folder;
        this.java = java;
    }

    /** Deletes what workers of an earlier process left. */
    public void clean() {
        File[] left = folder.toFile().listFiles((any, name) -> left(name));
        for (File file : left == null ? new File[0] : left) {
            deleteAll(file.toPath());
        }
        SharedMemory.clean(folder);
    }

    private static boolean left(String name) {
        return name.startsWith(LOG) && name.endsWith(LOG_END) || name.startsWith(SessionFiles.NAME);
    }

    /** Returns where workers have their files. */
    public Path folder() {
        return folder;
    }

    /** Returns why no worker can be started here, "" where it can. */
    public String missing() {
        if (!Files.isExecutable(java)) {
            return "there is no " + java;
        }
        return Files.isExecutable(SHELL) ? useless : "there is no " + SHELL;
    }

    /**
     * Starts a worker.
     *
     * @param memoryBytes the most that it may allocate; beyond it the model fails, or the process ends
     */
    public Worker start(long memoryBytes) throws WorkerFailed {
        return start(memoryBytes, null);
    }

    /**
     * The same.
     *
     * @param memoryBytes Long.MAX_VALUE for no limit
     * @param natives folder with another ONNX Runtime, null for the packaged one
     */
    Worker start(long memoryBytes, Path natives) throws WorkerFailed {
        String missing = missing();
        if (!missing.isEmpty()) {
            throw new WorkerFailed(WorkerFailed.End.NOT_STARTED, "", missing, null);
        }
        try {
            return start(folder, memoryBytes, natives);
        } catch (IOException e) {
            try {
                return start(otherwise(), memoryBytes, natives);
            } catch (IOException again) {
                throw new WorkerFailed(
                        WorkerFailed.End.NOT_STARTED, "", "no worker could be started: " + e + "; " + again, again);
            }
        }
    }

    /** Returns a worker in which ONNX Runtime loads. */
    private Worker useful(Worker worker, boolean packaged) throws WorkerFailed {
        boolean useful = false;
        try {
            worker.hello(HELLO_MILLIS);
            if (!worker.version().startsWith(VERSION)) {
                throw new WorkerFailed(
                        WorkerFailed.End.NOT_STARTED,
                        "",
                        "its ONNX Runtime is version " + worker.version() + ", needed is " + VERSION + "x",
                        null);
            }
            useful = true;
            return worker;
        } catch (WorkerFailed e) {
            String why = "a process that was started for it cannot be used: " + e.getMessage();
            boolean lasts = e.end() == WorkerFailed.End.EXITED || e.end() == WorkerFailed.End.REFUSED;
            if (packaged && lasts) {
                // The same each time; what was ended or slow may start the next time.
                useless = why;
            }
            throw new WorkerFailed(WorkerFailed.End.NOT_STARTED, "", why, e);
        } finally {
            if (!useful) {
                worker.close();
            }
        }
    }

    private Worker start(Path in, long memoryBytes, Path natives) throws IOException, WorkerFailed {
        Files.createDirectories(in);
        Path errors = Files.createTempFile(in, LOG, LOG_END);
        boolean started = false;
        try {
            List<String> command = command(new WorkerFiles(in), memoryBytes, natives);
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
            builder.environment().keySet().retainAll(KEPT_VARIABLES);
            Worker worker = new Worker(new WorkerProcess(started(builder), errors));
            started = true;
            return useful(worker, natives == null);
        } finally {
            if (!started) {
                delete(errors);
            }
        }
    }

    /**
     * Starts a process. The JDK's thread that waits for its end stays for a minute, and takes over the context class loader of the thread
     * that starts it: ours would be reachable after an uninstall.
     */
    static Process started(ProcessBuilder builder) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        try {
            return builder.start();
        } finally {
            thread.setContextClassLoader(own);
        }
    }

    /** Gives a model's file a name of its own where any process of this user can open it, until it is closed. */
    public SessionFiles files(SessionSource source) throws IOException {
        if (source.secret()) {
            return SessionFiles.of(source, source.onnx().getParent());
        }
        try {
            return SessionFiles.of(source, folder);
        } catch (IOException e) {
            return SessionFiles.of(source, otherwise());
        }
    }

    private synchronized Path otherwise() throws IOException {
        if (otherwise == null || !Files.isDirectory(otherwise)) {
            otherwise = Files.createTempDirectory("millwright-worker-");
        }
        return otherwise;
    }

    /** Deletes what lies in the temporary directory; no worker is started afterwards. */
    public synchronized void close() {
        if (otherwise != null) {
            deleteAll(otherwise);
            otherwise = null;
        }
    }

    /** Deletes a file, or a folder with all that is in it. */
    static void deleteAll(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(Workers::delete);
        } catch (IOException e) {
            // What stays is deleted at the next boot, or by the system, whose temporary directory it is in.
        }
    }

    static void delete(Path file) {
        if (file != null) {
            // A file of a few hundred bytes that stays is deleted at the next boot.
            file.toFile().delete();
        }
    }

    private List<String> command(WorkerFiles files, long memoryBytes, Path natives) throws IOException {
        List<String> command = new ArrayList<>(withoutCapabilities());
        // The limit on data counts what is private and writable, not what the JVM reserves; units of 1,024 bytes. Where
        // a lower one is in force it stays.
        String limit = memoryBytes == Long.MAX_VALUE ? "" : "ulimit -d " + memoryBytes / 1024 + "; ";
        command.addAll(List.of(SHELL.toString(), "-c", limit + "exec \"$0\" \"$@\""));
        command.add(java.toString());
        command.addAll(FLAGS);
        command.add("-Donnxruntime.native.path=" + (natives == null ? files.natives() : natives));
        command.addAll(List.of("-cp", files.classPath(), "io.millwright.inference.worker.child.WorkerMain"));
        return command;
    }

    private synchronized List<String> withoutCapabilities() {
        if (withoutCapabilities == null) {
            withoutCapabilities = worksWithoutCapabilities() ? WITHOUT_CAPABILITIES : List.of();
        }
        return withoutCapabilities;
    }

    private static boolean worksWithoutCapabilities() {
        if (!Files.isExecutable(SETPRIV)) {
            return false;
        }
        List<String> command = new ArrayList<>(WITHOUT_CAPABILITIES);
        command.add("true");
        try {
            Process process = started(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD));
            boolean ended = process.waitFor(TRY_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
