package io.millwright.pipeline;

import java.util.Map;

/** What the form calls its fields: texts are read beside the form, so they name labels and never attributes. */
public final class Labels {
    public static final String TAG_SOURCE_TARGET = "Connection";
    public static final String MODEL_TARGET = "Model";
    public static final String CLOUD_PUBLISHER_TARGET = "Cloud publisher";
    public static final String ASSET_NAME = "Asset name";
    public static final String ASSETS = "Assets";
    public static final String MAPPING = "Mapping of features to tags";
    public static final String WINDOW_KIND = "Windows";
    public static final String WINDOW_PERIOD_MS = "Window period (ms)";
    public static final String WINDOW_STRIDE = "Window stride (rows)";
    public static final String PART_OPEN = "Part opens";
    public static final String PART_CLOSE = "Part closes";
    public static final String PART_NUMBER = "Part number";
    public static final String WINDOW_ONLY_WHILE = "Decide only while";
    public static final String RULE_THRESHOLD = "Threshold";
    public static final String RULE_LABELS = "Labels";
    public static final String RULE_SEVERITIES = "Severities";
    public static final String RULE_HYSTERESIS = "Hysteresis";
    public static final String RULE_K = "k of n: k (labels)";
    public static final String RULE_N = "k of n: n (labels)";
    public static final String RULE_READINGS = "Rules of further readings";
    public static final String ALARM_SHELVED_UNTIL = "Alarms shelved until";
    public static final String ALARM_FLOOD_LIMIT = "Alarm flood limit (changes)";
    public static final String ALARM_FLOOD_WINDOW_MS = "Alarm flood window (ms)";
    public static final String PUBLISH_MAX_DELAY_MS = "Longest delay of a routine decision (ms)";
    public static final String PUBLISH_MANY_ASSETS = "Many assets in one message";
    public static final String ADVICE_ENABLED = "Advice";
    public static final String QUALITY_POLICY = "Quality policy";
    public static final String HOLD_LIMIT_MS = "Hold limit (ms)";
    public static final String WINDOW_LATENESS_MS = "Lateness (ms)";
    public static final String WINDOW_ROWS = "Window rows";
    public static final String WINDOW_COUNT = "Openings per window";
    public static final String PART_NUMBER_AT = "Part number is read";
    public static final String PART_BEFORE_MS = "Margin before a part (ms)";
    public static final String PART_AFTER_MS = "Margin after a part (ms)";
    public static final String PART_LEAST_MS = "Least length of a part (ms)";
    public static final String PART_GREATEST_MS = "Greatest length of a part (ms)";
    public static final String PART_TIMEOUT_MS = "Time-out of a part (ms)";
    public static final String PART_SAMPLES = "Memory of a part (samples)";
    public static final String CAPTURE_ENABLED = "Data kept for training";
    public static final String CAPTURE_BUDGET_MB = "Budget of kept data (MB)";
    public static final String CAPTURE_PICTURES_BUDGET_MB = "Budget of kept pictures (MB)";
    public static final String CAPTURE_RETENTION_DAYS = "Longest time of kept data (days)";
    public static final String CAPTURE_ROUTINE_EACH = "Keep each so many-th";
    public static final String CAPTURE_FIELDS_REMOVED = "Features never kept";
    public static final String CAPTURE_CERTIFICATE = "Certificate of the desk";
    public static final String RUN_TIMEOUT_MS = "Run time limit (ms)";
    public static final String PICTURE_MEMORY_MB = "Memory for pictures (MB)";
    public static final String ADVICE_MIN_INTERVAL_S = "Advice interval (s)";
    public static final String ADVICE_EVERY = "Advice every (decisions)";
    public static final String QUEUE_SAMPLES = "Queue (samples)";
    public static final String EXPLAIN_WHEN = "Decisions explained";
    public static final String EXPLAIN_EACH = "Explain each so many-th";
    public static final String EXPLAIN_BUDGET_MS = "Time of an explanation (ms)";
    public static final String DRIFT_ENABLED = "Drift is watched";
    public static final String DRIFT_ALARM_INTERVAL_DAYS = "Interval of false drift alarms (days)";
    public static final String PUBLISH_RECONNECT_WHEN_STUCK = "Reconnect when the publisher is stuck";

    public static final String RECORDS_INTERVAL_MS = "Longest time between records (ms)";
    public static final String RECORDS_STALE_MS = "Stale after (ms)";
    public static final String RECORDS_TIME_PROPERTY = "Property with the time";
    public static final String TIME_SOURCE = "Time of values";
    public static final String VECTORS = "Vectors";
    public static final String EMIT_DECISIONS = "Decisions emitted";
    public static final String EMIT_INPUTS = "Inputs in records";

    private static final Map<String, String> BY_ATTRIBUTE = Map.ofEntries(
            Map.entry("TagSource.target", TAG_SOURCE_TARGET),
            Map.entry("Model.target", MODEL_TARGET),
            Map.entry("CloudPublisher.target", CLOUD_PUBLISHER_TARGET),
            Map.entry("asset.name", ASSET_NAME),
            Map.entry("assets", ASSETS),
            Map.entry("mapping", MAPPING),
            Map.entry("window.kind", WINDOW_KIND),
            Map.entry("window.periodMs", WINDOW_PERIOD_MS),
            Map.entry("window.stride", WINDOW_STRIDE),
            Map.entry("part.open", PART_OPEN),
            Map.entry("part.close", PART_CLOSE),
            Map.entry("part.number", PART_NUMBER),
            Map.entry("window.onlyWhile", WINDOW_ONLY_WHILE),
            Map.entry("rule.threshold", RULE_THRESHOLD),
            Map.entry("rule.labels", RULE_LABELS),
            Map.entry("rule.severities", RULE_SEVERITIES),
            Map.entry("rule.hysteresis", RULE_HYSTERESIS),
            Map.entry("rule.k", RULE_K),
            Map.entry("rule.n", RULE_N),
            Map.entry("rule.readings", RULE_READINGS),
            Map.entry("alarm.shelvedUntil", ALARM_SHELVED_UNTIL),
            Map.entry("alarm.floodLimit", ALARM_FLOOD_LIMIT),
            Map.entry("alarm.floodWindowMs", ALARM_FLOOD_WINDOW_MS),
            Map.entry("publish.maxDelayMs", PUBLISH_MAX_DELAY_MS),
            Map.entry("publish.manyAssets", PUBLISH_MANY_ASSETS),
            Map.entry("advice.enabled", ADVICE_ENABLED),
            Map.entry("advice.minIntervalS", ADVICE_MIN_INTERVAL_S),
            Map.entry("advice.every", ADVICE_EVERY),
            Map.entry("quality.policy", QUALITY_POLICY),
            Map.entry("hold.limitMs", HOLD_LIMIT_MS),
            Map.entry("window.latenessMs", WINDOW_LATENESS_MS),
            Map.entry("window.rows", WINDOW_ROWS),
            Map.entry("window.count", WINDOW_COUNT),
            Map.entry("part.numberAt", PART_NUMBER_AT),
            Map.entry("part.beforeMs", PART_BEFORE_MS),
            Map.entry("part.afterMs", PART_AFTER_MS),
            Map.entry("part.leastMs", PART_LEAST_MS),
            Map.entry("part.greatestMs", PART_GREATEST_MS),
            Map.entry("part.timeoutMs", PART_TIMEOUT_MS),
            Map.entry("part.samples", PART_SAMPLES),
            Map.entry("capture.enabled", CAPTURE_ENABLED),
            Map.entry("capture.budgetMb", CAPTURE_BUDGET_MB),
            Map.entry("capture.pictures.budgetMb", CAPTURE_PICTURES_BUDGET_MB),
            Map.entry("capture.retentionDays", CAPTURE_RETENTION_DAYS),
            Map.entry("capture.routineEach", CAPTURE_ROUTINE_EACH),
            Map.entry("capture.fields.removed", CAPTURE_FIELDS_REMOVED),
            Map.entry("capture.certificate", CAPTURE_CERTIFICATE),
            Map.entry("run.timeoutMs", RUN_TIMEOUT_MS),
            Map.entry("picture.memoryMB", PICTURE_MEMORY_MB),
            Map.entry("queue.samples", QUEUE_SAMPLES),
            Map.entry("explain.when", EXPLAIN_WHEN),
            Map.entry("explain.each", EXPLAIN_EACH),
            Map.entry("explain.budgetMs", EXPLAIN_BUDGET_MS),
            Map.entry("drift.enabled", DRIFT_ENABLED),
            Map.entry("drift.alarmIntervalDays", DRIFT_ALARM_INTERVAL_DAYS),
            Map.entry("publish.reconnectWhenStuck", PUBLISH_RECONNECT_WHEN_STUCK));

    /** Of the wire component's form, beside those that it shares. */
    private static final Map<String, String> OF_WIRES = Map.of(
            "records.intervalMs", RECORDS_INTERVAL_MS,
            "records.staleMs", RECORDS_STALE_MS,
            "records.timeProperty", RECORDS_TIME_PROPERTY,
            "time.source", TIME_SOURCE,
            "vectors", VECTORS,
            "emit.decisions", EMIT_DECISIONS,
            "emit.inputs", EMIT_INPUTS);

    private Labels() {}

    /** Returns the label of an attribute of the form. */
    static String of(String attribute) {
        return BY_ATTRIBUTE.getOrDefault(attribute, OF_WIRES.getOrDefault(attribute, attribute));
    }

    /** Returns the labels of the pipeline's form by attribute. */
    static Map<String, String> all() {
        return BY_ATTRIBUTE;
    }

    /** Returns the labels that the wire component's form alone has, by attribute. */
    static Map<String, String> ofWires() {
        return OF_WIRES;
    }
}
