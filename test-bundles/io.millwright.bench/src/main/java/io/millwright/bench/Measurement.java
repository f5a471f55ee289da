package io.millwright.bench;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * What one process did in a stretch of time: its decisions as the receiver saw them, its CPU time and memory as /proc tells.
 *
 * @param cpuPercent of one core
 * @param compilerPercent what of it a Java process's compiler took: much in its first minutes, nothing in the end
 * @param residentMegabytes the most that was seen
 */
record Measurement(Window window, double cpuPercent, double compilerPercent, double residentMegabytes) {

    /**
     * Measures from the next row on.
     *
     * @param pipelines the beginning of the pipelines' names
     * @param rate rows per second
     * @param stragglerSeconds how long decisions are waited for after the end
     */
    static Measurement take(
            String what, Line line, long pid, String pipelines, double rate, int seconds, int stragglerSeconds)
            throws IOException {
        long from = nextMicros(Math.round(1_000_000 / rate));
        Window window = new Window(pipelines, from, from + TimeUnit.SECONDS.toMicros(seconds));
        line.onDecision(window::decision);
        ProcessLoad load = new ProcessLoad(pid);
        LineBenchmark.pass("measuring " + what, seconds, load);
        double cpu = load.cpuPercent();
        double compiler = load.compilerPercent();
        LineBenchmark.pass("waiting for stragglers", stragglerSeconds, null);
        return new Measurement(window, cpu, compiler, load.residentMegabytes());
    }

    /** Returns the next multiple of a period, microseconds since 1970 UTC. */
    static long nextMicros(long periodMicros) {
        Instant now = Instant.now();
        long nowMicros = TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1000;
        return Math.floorDiv(nowMicros, periodMicros) * periodMicros + periodMicros;
    }
}
