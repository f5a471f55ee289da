package io.millwright.inference.kura;

import io.millwright.form.Diagnosis;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The configuration, read tolerantly: Kura checks nothing, and old snapshots hold old types. Immutable.
 *
 * @param mapping feature → name in the wire record, of those that differ
 * @param timeoutMillis longest time of one inference, waiting included
 * @param concurrent inferences of one model at the same time
 * @param problem attributes with value and remedy; nothing runs while there is one
 */
record EngineSettings(
        String pid,
        Map<String, String> mapping,
        Outputs outputs,
        long timeoutMillis,
        int concurrent,
        Diagnosis problem) {
    static final String MAPPING_LABEL = "Mapping of features to channels";
    static final String OUTPUTS_LABEL = "Outputs";
    static final String TIMEOUT_LABEL = "Time limit";
    static final String CONCURRENT_LABEL = "Runs at the same time";

    private static final String KURA_SERVICE_PID = "kura.service.pid";
    private static final int MOST_LINES = 10_000;

    /** What is emitted. */
    enum Outputs {
        /** One per reading. */
        VALUES,
        /** Also labels, scores and intervals. */
        VALUES_AND_LABELS,
        /** Every element of every output. */
        ELEMENTS
    }

    /** Reads a component's properties; never throws for bad values. */
    static EngineSettings of(Map<String, Object> properties) {
        List<Diagnosis> problems = new ArrayList<>();
        Map<String, String> mapping = mapping(text(properties, "mapping"), problems);
        Outputs outputs = outputs(text(properties, "outputs"), problems);
        int timeout = whole(text(properties, "run.timeoutMs"), TIMEOUT_LABEL, 1_000, 10, 60_000, problems);
        int concurrent = whole(text(properties, "run.concurrent"), CONCURRENT_LABEL, 2, 1, 16, problems);
        String pid = text(properties, KURA_SERVICE_PID);
        return new EngineSettings(
                pid.isEmpty() ? KuraInferenceEngine.PID : pid,
                mapping,
                outputs,
                timeout,
                concurrent,
                Diagnosis.all(problems));
    }

    /** Returns what a feature, or a whole input, is called in the wire record. */
    String channel(String feature) {
        return mapping.getOrDefault(feature, feature);
    }

    private static Map<String, String> mapping(String text, List<Diagnosis> problems) {
        Map<String, String> mapping = new LinkedHashMap<>();
        String[] lines = text.split("\\R");
        if (lines.length > MOST_LINES) {
            problems.add(new Diagnosis(
                    MAPPING_LABEL + ": " + lines.length + " lines", "write at most " + MOST_LINES + " lines"));
            return Map.of();
        }
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int equals = line.indexOf('=');
            String feature = equals < 0 ? "" : line.substring(0, equals).strip();
            String channel = line.substring(equals + 1).strip();
            String where = MAPPING_LABEL + ", line " + (i + 1) + " '" + line + "'";
            if (feature.isEmpty() || channel.isEmpty()) {
                problems.add(new Diagnosis(where, "write feature=channel"));
            } else if (mapping.putIfAbsent(feature, channel) != null) {
                problems.add(new Diagnosis(where + ": the feature stands there twice", "remove one of the lines"));
            }
        }
        return Collections.unmodifiableMap(mapping);
    }

    private static Outputs outputs(String text, List<Diagnosis> problems) {
        for (Outputs outputs : Outputs.values()) {
            if (text.isEmpty() || outputs.name().equals(text.toUpperCase(Locale.ROOT))) {
                return outputs;
            }
        }
        problems.add(new Diagnosis(
                OUTPUTS_LABEL + " '" + text + "' is unknown", "choose VALUES, VALUES_AND_LABELS or ELEMENTS"));
        return Outputs.VALUES;
    }

    private static int whole(String text, String label, int absent, int least, int greatest, List<Diagnosis> problems) {
        if (text.isEmpty()) {
            return absent;
        }
        try {
            double number = Double.parseDouble(text);
            if (number >= least && number <= greatest && number == Math.rint(number)) {
                return (int) number;
            }
        } catch (NumberFormatException e) {
            // Told below, with value and remedy.
        }
        problems.add(new Diagnosis(
                label + " '" + text + "' is out of range", "enter a whole number from " + least + " to " + greatest));
        return absent;
    }

    /** Returns a value of any type as text, of several the first, "" where there is none. */
    private static String text(Map<String, Object> properties, String id) {
        Object value = properties.get(id);
        if (value instanceof Object[] array) {
            value = array.length == 0 ? null : array[0];
        }
        return value == null ? "" : value.toString().strip();
    }
}
