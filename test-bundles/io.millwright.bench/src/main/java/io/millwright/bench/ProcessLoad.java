package io.millwright.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** CPU time and resident memory of a process, from /proc (man 5 proc): not what the process says of itself. */
public final class ProcessLoad {
    /** USER_HZ, 100 on every Linux that Java runs on. */
    static final long TICKS_PER_SECOND = 100;

    private final Path proc;
    private final long startTicks;
    private final long startNanos;
    private final Map<Path, Long> compilers = new HashMap<>();
    private long compilerTicks;
    private long maxResidentKilobytes;

    /** Starts counting now. */
    public ProcessLoad(long pid) throws IOException {
        proc = Path.of("/proc", Long.toString(pid));
        startTicks = ticks();
        startNanos = System.nanoTime();
        sampleCompilers();
        compilerTicks = 0;
        sample();
    }

    /** Looks at the resident memory and at the compiler's threads, which come and go. Call it about once a second. */
    void sample() throws IOException {
        sampleCompilers();
        maxResidentKilobytes = Math.max(maxResidentKilobytes, residentKilobytes());
    }

    /** The resident memory of this moment, in MB of 2^20 bytes. */
    public double residentMegabytesNow() throws IOException {
        return residentKilobytes() / 1024.0;
    }

    private long residentKilobytes() throws IOException {
        for (String line : Files.readAllLines(proc.resolve("status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException(proc + "/status names no VmRSS: the process has ended");
    }

    /** CPU time since the start in percent of one core. */
    public double cpuPercent() throws IOException {
        double seconds = (double) (System.nanoTime() - startNanos) / TimeUnit.SECONDS.toNanos(1);
        return 100.0 * (ticks() - startTicks) / TICKS_PER_SECOND / seconds;
    }

    /** The greatest resident memory seen, in MB of 2^20 bytes. */
    double residentMegabytes() {
        return maxResidentKilobytes / 1024.0;
    }

    /** CPU time of a Java process's compiler since the start in percent of one core, a part of {@link #cpuPercent()}; else 0. */
    double compilerPercent() throws IOException {
        sampleCompilers();
        double seconds = (double) (System.nanoTime() - startNanos) / TimeUnit.SECONDS.toNanos(1);
        return 100.0 * compilerTicks / TICKS_PER_SECOND / seconds;
    }

    private void sampleCompilers() throws IOException {
        List<Path> threads;
        try (Stream<Path> tasks = Files.list(proc.resolve("task"))) {
            threads = tasks.toList();
        }
        for (Path thread : threads) {
            try {
                if (Files.readString(thread.resolve("comm")).matches("(?s)C[12] Compiler.*")) {
                    long now = ticks(thread);
                    Long before = compilers.put(thread, now);
                    compilerTicks += now - (before == null ? 0 : before);
                }
            } catch (IOException e) {
                // It has ended since.
            }
        }
    }

    private long ticks() throws IOException {
        return ticks(proc);
    }

    /** CPU time of a process or a thread, by its folder below /proc. */
    static long ticks(Path of) throws IOException {
        String stat = Files.readString(of.resolve("stat"));
        // The command's name may contain blanks; fields 14 and 15 are utime and stime.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
}
