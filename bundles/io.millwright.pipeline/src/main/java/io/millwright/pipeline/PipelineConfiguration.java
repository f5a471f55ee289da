package io.millwright.pipeline;

import io.millwright.pipeline.grid.QualityPolicy;
import io.millwright.pipeline.grid.RowGrid;
import io.millwright.pipeline.lane.Lane;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of one pipeline, read tolerantly: Kura delivers whatever a snapshot or a REST call holds. Immutable; equal
 * settings are equal objects. What is wrong is listed, never thrown.
 *
 * @param pid the pipeline's {@code kura.service.pid}
 * @param asset name of the asset, the pid where none is given
 * @param mapping tag by feature
 * @param windowRows rows of the window, 0 for what the model says
 * @param periodMillis distance of two rows, ms
 * @param stride rows between two windows
 * @param latenessMillis how late a sample may be, ms; -1 for the source's publishing interval
 * @param holdLimitMillis how long the last Good value stands in, ms
 * @param policy what holds while a status is not Good
 * @param threshold of the score, NaN for the model's
 * @param hysteresis in units of the score
 * @param k labels needed
 * @param n labels looked at
 * @param labels empty for the model's
 * @param maxDelayMillis the longest wait of a routine decision, ms
 * @param reconnectWhenStuck whether the cloud connection may be told to reconnect
 * @param runTimeoutMillis the longest run, ms
 * @param queueSamples greatest number of entries in the lane's queue
 * @param targets the three filters, for messages only
 * @param problems what is wrong: attribute, value, remedy
 */
public record PipelineConfiguration(
        String pid,
        String asset,
        Map<String, String> mapping,
        int windowRows,
        long periodMillis,
        int stride,
        long latenessMillis,
        long holdLimitMillis,
        QualityPolicy policy,
        double threshold,
        double hysteresis,
        int k,
        int n,
        List<String> labels,
        int maxDelayMillis,
        boolean reconnectWhenStuck,
        int runTimeoutMillis,
        int queueSamples,
        Targets targets,
        List<String> problems) {
    /** Most rows of a window. */
    public static final int MAX_ROWS = 4096;

    private static final long HOUR_MILLIS = 3_600_000;
    private static final long DEFAULT_INTERVAL_MILLIS = 1000;

    /** The filters of the three references. */
    public record Targets(String tagSource, String model, String cloudPublisher) {}

    /** Keeps copies of what is passed. */
    public PipelineConfiguration {
        mapping = Collections.unmodifiableMap(new LinkedHashMap<>(mapping));
        labels = List.copyOf(labels);
        problems = List.copyOf(problems);
    }

    /** Reads the component's properties. */
    public static PipelineConfiguration of(Map<String, Object> properties) {
        ConfigurationReader in = new ConfigurationReader(properties);
        String pid = in.text("kura.service.pid", in.text("service.pid", InferencePipeline.PID));
        String asset = in.text("asset.name", "").strip();
        int k = (int) in.whole("rule.k", 1, 1, 1000);
        int n = (int) in.whole("rule.n", 1, 1, 1000);
        if (k > n) {
            in.problem("rule.k is " + k + " and rule.n is " + n + ": set rule.k to at most rule.n");
        }
        Map<String, String> mapping = in.pairs("mapping");
        QualityPolicy policy = in.choice("quality.policy", QualityPolicy.HOLD, QualityPolicy.values());
        List<String> labels = labels(in);
        return new PipelineConfiguration(
                pid,
                asset.isEmpty() ? pid : asset,
                mapping,
                (int) in.whole("window.rows", 0, 0, MAX_ROWS),
                in.whole("window.periodMs", 1000, 10, 24 * HOUR_MILLIS),
                (int) in.whole("window.stride", 1, 1, MAX_ROWS),
                in.whole("window.latenessMs", -1, -1, HOUR_MILLIS),
                in.whole("hold.limitMs", 5000, 0, 24 * HOUR_MILLIS),
                policy,
                in.optionalNumber("rule.threshold"),
                in.number("rule.hysteresis", 0, 0, 1e300),
                k,
                n,
                labels,
                (int) in.whole("publish.maxDelayMs", 1000, 0, HOUR_MILLIS),
                in.flag("publish.reconnectWhenStuck", true),
                (int) in.whole("run.timeoutMs", 1000, 1, 600_000),
                (int) in.whole("queue.samples", 16384, 1024, 1 << 20),
                new Targets(
                        in.text("TagSource.target", ""),
                        in.text("Model.target", ""),
                        in.text("CloudPublisher.target", "")),
                in.problems());
    }

    private static List<String> labels(ConfigurationReader in) {
        String text = in.text("rule.labels", "").strip();
        List<String> labels = new ArrayList<>();
        if (text.isEmpty()) {
            return labels;
        }
        for (String part : text.split(",", -1)) {
            String label = part.strip();
            if (label.isEmpty() || label.equals(Lane.UNKNOWN) || labels.contains(label)) {
                in.problem(
                        "rule.labels is '" + text + "': enter at least two different labels, separated by commas, none"
                                + " empty and none named '" + Lane.UNKNOWN + "'");
                return labels;
            }
            labels.add(label);
        }
        if (labels.size() < 2) {
            in.problem(
                    "rule.labels is '" + text + "': enter at least two labels, separated by commas, the one below the"
                            + " threshold first; or nothing for the model's");
        }
        return labels;
    }

    /** Whether nothing is wrong. */
    public boolean valid() {
        return problems.isEmpty();
    }

    /** Whether a lane built for one serves the other: everything is equal but what lies outside the lane. */
    public boolean sameLane(PipelineConfiguration other) {
        return ofLane().equals(other.ofLane());
    }

    private PipelineConfiguration ofLane() {
        return new PipelineConfiguration(
                pid,
                asset,
                mapping,
                windowRows,
                periodMillis,
                stride,
                latenessMillis,
                holdLimitMillis,
                policy,
                threshold,
                hysteresis,
                k,
                n,
                labels,
                maxDelayMillis,
                true,
                runTimeoutMillis,
                queueSamples,
                new Targets("", "", ""),
                problems);
    }

    /**
     * Returns the lateness in force.
     *
     * @param sourceIntervalMillis the source's publishing interval, 0 or less if it does not say
     */
    public long latenessMicros(long sourceIntervalMillis) {
        long millis = latenessMillis >= 0 ? latenessMillis : interval(sourceIntervalMillis);
        return Math.min(millis, HOUR_MILLIS) * 1000;
    }

    /**
     * Returns from which step on the source's progress has a gap: the hold limit, but never less than three of its
     * intervals, for a steady PLC sends nothing but keep-alives.
     */
    public long gapMicros(long sourceIntervalMillis) {
        return Math.max(holdLimitMillis, 3 * interval(sourceIntervalMillis)) * 1000;
    }

    /**
     * Returns what is wrong with the period beside the lateness and the source's interval, or null: rows would have to be
     * kept, or made in one step, in a number that has no bound.
     *
     * @param sourceIntervalMillis the source's publishing interval, 0 or less if it does not say
     */
    public String periodProblem(long sourceIntervalMillis) {
        long interval = interval(sourceIntervalMillis);
        long lateness = latenessMicros(sourceIntervalMillis) / 1000;
        if (interval / periodMillis >= RowGrid.MAX_ROWS_PER_STEP) {
            return "window.periodMs is " + periodMillis + " and the connection's publishing interval " + interval
                    + " ms, that is more than " + RowGrid.MAX_ROWS_PER_STEP
                    + " rows per notification: set window.periodMs to at least "
                    + (interval / RowGrid.MAX_ROWS_PER_STEP + 1) + ", or shorten the interval";
        }
        if (RowGrid.reach(periodMillis * 1000, (lateness + interval) * 1000) > RowGrid.MAX_PENDING_ROWS) {
            return "window.periodMs is " + periodMillis + " and window.latenessMs " + lateness
                    + ", too many rows would wait for late samples: set window.latenessMs to at most "
                    + (RowGrid.longestLatenessMillis(periodMillis) - interval) + ", or a longer window.periodMs";
        }
        return null;
    }

    private static long interval(long sourceIntervalMillis) {
        return sourceIntervalMillis > 0 ? Math.min(sourceIntervalMillis, HOUR_MILLIS) : DEFAULT_INTERVAL_MILLIS;
    }
}
