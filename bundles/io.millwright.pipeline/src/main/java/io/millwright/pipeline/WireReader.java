package io.millwright.pipeline;

import io.millwright.form.Diagnosis;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.pipeline.wire.VectorType;
import io.millwright.pipeline.wire.WireSettings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The settings of a wire component: those of a pipeline, and what the form says of records.
 *
 * @param pipeline as a pipeline reads them, with all that is wrong
 * @param records of records
 */
record WireReader(PipelineConfiguration pipeline, WireSettings records) {
    private static final String MAPPING = "mapping";
    private static final String EVERY_FEATURE = "*=" + FeaturePlan.ASSET + ".*";

    private enum TimeSource {
        RECORD,
        GATEWAY
    }

    private enum Emitted {
        CHANGES,
        ALL
    }

    /** Reads the component's properties. */
    static WireReader of(Map<String, Object> properties) {
        ConfigurationReader in = new ConfigurationReader(properties);
        WireSettings records = new WireSettings(
                in.whole("records.intervalMs", 1000, 1, 3_600_000),
                in.whole("records.staleMs", 10_000, 0, 86_400_000),
                in.text("records.timeProperty", "assetTimestamp").strip(),
                in.choice("time.source", TimeSource.RECORD, TimeSource.values()) == TimeSource.GATEWAY,
                vectors(in),
                in.choice("emit.decisions", Emitted.CHANGES, Emitted.values()) == Emitted.ALL,
                in.flag("emit.inputs", false));
        PipelineConfiguration pipeline = PipelineConfiguration.of(withMapping(in, properties));
        return new WireReader(pipeline.with(in.problems()), records);
    }

    /** Where assets are listed and nothing else is said, each takes its own asset's properties. */
    private static Map<String, Object> withMapping(ConfigurationReader in, Map<String, Object> properties) {
        String mapping = in.text(MAPPING, "");
        if (in.text("assets", "").isBlank() || mapping.contains(FeaturePlan.ASSET)) {
            return properties;
        }
        Map<String, Object> with = new HashMap<>(properties);
        with.put(MAPPING, mapping.isBlank() ? EVERY_FEATURE : mapping + "\n" + EVERY_FEATURE);
        return with;
    }

    private static Map<String, VectorType> vectors(ConfigurationReader in) {
        Map<String, VectorType> vectors = new HashMap<>();
        in.pairs("vectors", '=', "property=float32").forEach((property, type) -> {
            try {
                vectors.put(property, VectorType.valueOf(type.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                in.problem(new Diagnosis(
                        Labels.VECTORS + ": '" + property + "' has type '" + type + "'", "enter " + types()));
            }
        });
        return vectors;
    }

    private static String types() {
        List<VectorType> all = Arrays.asList(VectorType.values());
        return all.stream().map(type -> type.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "));
    }
}
