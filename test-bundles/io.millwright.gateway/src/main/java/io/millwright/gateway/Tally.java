package io.millwright.gateway;

import io.millwright.gateway.receiver.Decision;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Counts the decisions of one pipeline. Thread-safe. */
final class Tally {
    private final Map<String, Integer> labels = new TreeMap<>();
    private final Map<String, Integer> qualities = new TreeMap<>();
    private long decisions;
    private double latencyMillis;

    synchronized void add(Decision decision) {
        decisions++;
        labels.merge(decision.decision(), 1, Integer::sum);
        qualities.merge(decision.quality(), 1, Integer::sum);
        latencyMillis += decision.latencyMillis();
    }

    synchronized long decisions() {
        return decisions;
    }

    /** One line: how many, of which label and quality, and the mean time from the end of the window to the receiver. */
    synchronized String line() {
        return decisions == 0
                ? "0 decisions"
                : String.format(
                        Locale.ROOT,
                        "%,d decisions: %s; %s; mean latency %,.0f ms",
                        decisions,
                        words(labels),
                        words(qualities),
                        latencyMillis / decisions);
    }

    private static String words(Map<String, Integer> counts) {
        StringBuilder text = new StringBuilder();
        counts.forEach((word, count) ->
                text.append(text.isEmpty() ? "" : ", ").append(String.format(Locale.ROOT, "%s %,d", word, count)));
        return text.toString();
    }
}
