package io.millwright.pipeline;

import io.millwright.asset.AssetNames;
import io.millwright.form.Diagnosis;
import io.millwright.pipeline.advise.AdviceSettings;
import io.millwright.pipeline.capture.CaptureSettings;
import io.millwright.pipeline.decide.AlarmSettings;
import io.millwright.pipeline.decide.ExplainSettings;
import io.millwright.pipeline.decide.ExplainSettings.When;
import io.millwright.pipeline.decide.RuleWish;
import io.millwright.pipeline.drift.DriftSettings;
import io.millwright.pipeline.grid.QualityPolicy;
import io.millwright.pipeline.grid.RowGrid;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.pipeline.window.PartSettings;
import io.millwright.pipeline.window.TagCondition;
import io.millwright.targets.Target;
import io.millwright.targets.TargetField;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The settings of one pipeline, read tolerantly: Kura delivers whatever a snapshot or a REST call holds. Immutable; equal
 * settings are equal objects. What is wrong is listed, never thrown.
 *
 * @param pid the pipeline's {@code kura.service.pid}
 * @param asset name of the asset, the pid where none is given
 * @param assets names of the assets, that one where no list is given
 * @param mapping tag by feature
 * @param windowRows rows of the window, 0 for what the model says
 * @param periodMillis distance of two rows, ms
 * @param stride rows between two windows
 * @param latenessMillis how late a sample may be, ms; -1 for the source's publishing interval
 * @param holdLimitMillis how long the last Good value stands in, ms
 * @param policy what holds while a status is not Good
 * @param part when a part begins and ends, null where windows are of time
 * @param partSamples greatest number of samples kept of one asset's part
 * @param onlyWhile decides only while this holds, null for always
 * @param rules what is set for the model's readings
 * @param alarms when a change goes at once
 * @param explain which decisions are explained
 * @param manyAssets whether decisions of many assets may share a message
 * @param maxDelayMillis the longest wait of a routine decision, ms
 * @param reconnectWhenStuck whether the cloud connection may be told to reconnect
 * @param runTimeoutMillis the longest run, ms
 * @param capture which data are kept to train the model anew
 * @param pictureBytes what pictures that wait or are decoded may take together, bytes
 * @param queueSamples greatest number of entries in the lane's queue
 * @param advice whether and when advice is looked for
 * @param drift how data are watched
 * @param targets what is chosen
 * @param problems what is wrong: field, value, remedy
 */
public record PipelineConfiguration(
        String pid,
        String asset,
        List<String> assets,
        Map<String, String> mapping,
        int windowRows,
        long periodMillis,
        int stride,
        long latenessMillis,
        long holdLimitMillis,
        QualityPolicy policy,
        PartSettings part,
        int partSamples,
        TagCondition onlyWhile,
        List<RuleWish> rules,
        AlarmSettings alarms,
        ExplainSettings explain,
        boolean manyAssets,
        int maxDelayMillis,
        boolean reconnectWhenStuck,
        int runTimeoutMillis,
        CaptureSettings capture,
        long pictureBytes,
        int queueSamples,
        AdviceSettings advice,
        DriftSettings drift,
        Targets targets,
        List<Diagnosis> problems) {
    /** Most rows of a window. */
    public static final int MAX_ROWS = 4096;

    private static final long DAY_SECONDS = 86_400;
    private static final long HOUR_MILLIS = 3_600_000;
    private static final long DEFAULT_INTERVAL_MILLIS = 1000;

    /** What is chosen for the three references. */
    public record Targets(Target tagSource, Target model, Target cloudPublisher) {
        static final TargetField TAG_SOURCE = new TargetField("TagSource", "Connection", "connection or Asset Tags");
        static final TargetField MODEL = new TargetField("Model", "Model", "model");
        static final TargetField CLOUD_PUBLISHER =
                new TargetField("CloudPublisher", "Cloud publisher", "cloud publisher");

        static Targets of(Map<String, Object> properties) {
            return new Targets(TAG_SOURCE.in(properties), MODEL.in(properties), CLOUD_PUBLISHER.in(properties));
        }

        List<Diagnosis> problems() {
            return Stream.of(tagSource, model, cloudPublisher)
                    .map(Target::problem)
                    .filter(problem -> !problem.isEmpty())
                    .toList();
        }
    }

    /** Keeps copies of what is passed. */
    public PipelineConfiguration {
        mapping = Collections.unmodifiableMap(new LinkedHashMap<>(mapping));
        assets = List.copyOf(assets);
        rules = List.copyOf(rules);
        problems = List.copyOf(problems);
    }

    /** Reads the component's properties. */
    public static PipelineConfiguration of(Map<String, Object> properties) {
        ConfigurationReader in = new ConfigurationReader(properties);
        String pid = in.text("kura.service.pid", in.text("service.pid", InferencePipeline.PID));
        String asset = in.text("asset.name", "").strip();
        Map<String, String> mapping = in.pairs("mapping");
        List<String> assets = assets(in, asset);
        QualityPolicy policy = in.choice("quality.policy", QualityPolicy.HOLD, QualityPolicy.values());
        WindowReader windows = new WindowReader(in);
        PartSettings part = windows.part();
        Targets targets = Targets.of(properties);
        targets.problems().forEach(in::problem);
        return new PipelineConfiguration(
                pid,
                asset.isEmpty() ? pid : asset,
                assets.isEmpty() ? List.of(asset.isEmpty() ? pid : asset) : assets,
                mapping,
                (int) in.whole("window.rows", 0, 0, MAX_ROWS),
                in.whole("window.periodMs", 1000, 10, 24 * HOUR_MILLIS),
                (int) in.whole("window.stride", 1, 1, MAX_ROWS),
                in.whole("window.latenessMs", -1, -1, HOUR_MILLIS),
                in.whole("hold.limitMs", 5000, 0, 24 * HOUR_MILLIS),
                policy,
                part,
                (int) in.whole("part.samples", 1 << 18, 1024, 1 << 22),
                windows.condition("window.onlyWhile"),
                new RuleReader(in).rules(),
                windows.alarms(),
                explain(in),
                in.flag("publish.manyAssets", false),
                (int) in.whole("publish.maxDelayMs", 1000, 0, HOUR_MILLIS),
                in.flag("publish.reconnectWhenStuck", true),
                (int) in.whole("run.timeoutMs", 1000, 1, 600_000),
                capture(in),
                in.whole("picture.memoryMB", 64, 1, 1024) << 20,
                (int) in.whole("queue.samples", 16384, 1024, 1 << 20),
                advice(in),
                new DriftSettings(
                        in.flag("drift.enabled", true),
                        in.whole("drift.alarmIntervalDays", 0, 0, DriftSettings.MOST_DAYS)),
                targets,
                in.problems());
    }

    private static AdviceSettings advice(ConfigurationReader in) {
        return new AdviceSettings(
                in.flag("advice.enabled", false), in.whole("advice.minIntervalS", 60, 1, DAY_SECONDS) * 1000, (int)
                        in.whole("advice.every", 0, 0, 1_000_000));
    }

    private static ExplainSettings explain(ConfigurationReader in) {
        return new ExplainSettings(
                in.choice("explain.when", When.ALARMS, When.values()),
                (int) in.whole("explain.each", 100, 1, 1_000_000),
                (int) in.whole("explain.budgetMs", 250, 10, 10_000));
    }

    private static CaptureSettings capture(ConfigurationReader in) {
        return new CaptureSettings(
                in.flag("capture.enabled", false),
                in.whole("capture.budgetMb", 64, 1, 1 << 16) << 20,
                in.whole("capture.pictures.budgetMb", 0, 0, 1 << 16) << 20,
                (int) in.whole("capture.retentionDays", 30, 1, 3660),
                (int) in.whole("capture.routineEach", 1000, 0, 1_000_000_000),
                Stream.of(in.text("capture.fields.removed", "").split("[,\\r\\n]"))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList(),
                in.text("capture.certificate", "").strip());
    }

    private static List<String> assets(ConfigurationReader in, String asset) {
        AssetNames list = AssetNames.of(Labels.ASSETS, in.text("assets", ""));
        list.problems().forEach(problem -> in.problem(Diagnosis.parse(problem)));
        if (!list.names().isEmpty() && !asset.isEmpty()) {
            in.problem(
                    Labels.ASSET_NAME + " is '" + asset + "' beside a list in " + Labels.ASSETS,
                    "clear " + Labels.ASSET_NAME + ", or the list");
        }
        for (String attribute : List.of("mapping", "part.open", "part.close", "part.number", "window.onlyWhile")) {
            boolean placed = in.text(attribute, "").contains(FeaturePlan.ASSET);
            if (placed && list.names().isEmpty()) {
                in.problem(
                        Labels.of(attribute) + " holds " + FeaturePlan.ASSET + ", but " + Labels.ASSETS + " is empty",
                        "enter the names there");
            }
        }
        if (list.names().size() > 1 && !in.text("mapping", "").contains(FeaturePlan.ASSET)) {
            in.problem(
                    Labels.ASSETS + " has " + list.names().size() + " names, but " + Labels.MAPPING + " holds no "
                            + FeaturePlan.ASSET + ", so that all would read the same tags",
                    "enter for example *=" + FeaturePlan.ASSET + ".*");
        }
        return list.names();
    }

    /** Returns these settings with something more that is wrong. */
    PipelineConfiguration with(List<Diagnosis> more) {
        List<Diagnosis> all = Stream.concat(problems.stream(), more.stream()).toList();
        return more.isEmpty()
                ? this
                : new PipelineConfiguration(
                        pid,
                        asset,
                        assets,
                        mapping,
                        windowRows,
                        periodMillis,
                        stride,
                        latenessMillis,
                        holdLimitMillis,
                        policy,
                        part,
                        partSamples,
                        onlyWhile,
                        rules,
                        alarms,
                        explain,
                        manyAssets,
                        maxDelayMillis,
                        reconnectWhenStuck,
                        runTimeoutMillis,
                        capture,
                        pictureBytes,
                        queueSamples,
                        advice,
                        drift,
                        targets,
                        all);
    }

    /** Whether nothing is wrong. */
    public boolean valid() {
        return problems.isEmpty();
    }

    /** Whether windows made for one serve the other: everything is equal but what lies behind the windows. */
    public boolean sameWindows(PipelineConfiguration other) {
        return ofWindows().equals(other.ofWindows());
    }

    private PipelineConfiguration ofWindows() {
        return new PipelineConfiguration(
                pid,
                asset,
                assets,
                mapping,
                windowRows,
                periodMillis,
                stride,
                latenessMillis,
                holdLimitMillis,
                policy,
                part,
                partSamples,
                onlyWhile,
                List.of(),
                AlarmSettings.NONE,
                ExplainSettings.NONE,
                false,
                0,
                true,
                0,
                CaptureSettings.NONE,
                pictureBytes,
                queueSamples,
                AdviceSettings.OFF,
                DriftSettings.DEFAULT,
                Targets.of(Map.of()),
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
    public Diagnosis periodProblem(long sourceIntervalMillis) {
        long interval = interval(sourceIntervalMillis);
        long lateness = latenessMicros(sourceIntervalMillis) / 1000;
        if (interval / periodMillis >= RowGrid.MAX_ROWS_PER_STEP) {
            return new Diagnosis(
                    Labels.WINDOW_PERIOD_MS + " is " + periodMillis + " and the connection's publishing interval "
                            + interval + " ms, that is more than " + RowGrid.MAX_ROWS_PER_STEP
                            + " rows per notification",
                    "set " + Labels.WINDOW_PERIOD_MS + " to at least " + (interval / RowGrid.MAX_ROWS_PER_STEP + 1)
                            + ", or shorten the interval");
        }
        if (RowGrid.reach(periodMillis * 1000, (lateness + interval) * 1000) > RowGrid.MAX_PENDING_ROWS) {
            return new Diagnosis(
                    Labels.WINDOW_PERIOD_MS + " is " + periodMillis + " and " + Labels.WINDOW_LATENESS_MS + " is "
                            + lateness + ", too many rows would wait for late samples",
                    "set " + Labels.WINDOW_LATENESS_MS + " to at most "
                            + (RowGrid.longestLatenessMillis(periodMillis) - interval) + ", or a longer "
                            + Labels.WINDOW_PERIOD_MS);
        }
        return null;
    }

    private static long interval(long sourceIntervalMillis) {
        return sourceIntervalMillis > 0 ? Math.min(sourceIntervalMillis, HOUR_MILLIS) : DEFAULT_INTERVAL_MILLIS;
    }
}
