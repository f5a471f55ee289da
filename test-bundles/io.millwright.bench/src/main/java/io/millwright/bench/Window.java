package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Collects the decisions whose window ended in a stretch of source time; each asset and window counts once. */
final class Window {
    private final String pipelines;
    private final long fromMicros;
    private final long toMicros;
    private final Set<String> seen = new HashSet<>();
    private double[] latencies = new double[1024];
    private int notGood;
    private int twice;

    /** @param pipelines the beginning of the pipelines' names */
    Window(String pipelines, long fromMicros, long toMicros) {
        this.pipelines = pipelines;
        this.fromMicros = fromMicros;
        this.toMicros = toMicros;
    }

    /**
     * Takes one decision. Tags change at every multiple of the row's period, so the newest SourceTimestamp that a row can
     * use is its own time, and latency is the receiver's clock minus that.
     */
    synchronized void decision(String line) {
        JsonObject decision = Json.parse(line).asObject();
        if (!"decision".equals(decision.getString("kind", ""))
                || !decision.getString("pipeline", "").startsWith(pipelines)) {
            return;
        }
        long end = decision.getLong("windowEnd", 0);
        if (end < fromMicros || end >= toMicros) {
            return;
        }
        if (!seen.add(decision.getString("asset", "") + "@" + end)) {
            twice++;
            return;
        }
        if (!"GOOD".equals(decision.getString("quality", ""))) {
            notGood++;
        }
        if (seen.size() > latencies.length) {
            latencies = Arrays.copyOf(latencies, latencies.length * 2);
        }
        latencies[seen.size() - 1] =
                (double) (decision.getLong("receivedMicros", 0) - end) / TimeUnit.MILLISECONDS.toMicros(1);
    }

    synchronized int delivered() {
        return seen.size();
    }

    synchronized int notGood() {
        return notGood;
    }

    synchronized int twice() {
        return twice;
    }

    /** The least latency in ms that the share of decisions does not exceed; NaN without decisions. */
    synchronized double percentile(double share) {
        if (seen.isEmpty()) {
            return Double.NaN;
        }
        double[] sorted = Arrays.copyOf(latencies, seen.size());
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
    }
}
