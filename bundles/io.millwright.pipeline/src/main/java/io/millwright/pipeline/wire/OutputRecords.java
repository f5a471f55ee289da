package io.millwright.pipeline.wire;

import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Value;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.state.StateMessage;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.kura.type.TypedValue;
import org.eclipse.kura.type.TypedValues;
import org.eclipse.kura.wire.WireRecord;

/**
 * Writes decisions and states as records, by the names that Kura's assets use: {@code assetName}, {@code assetTimestamp}, a
 * reading by its own name with {@code _label}, {@code _unit} and so on behind it. What has no value is left out.
 */
final class OutputRecords {
    /** Properties that are ours; a reading of such a name gets {@code reading_} before it. */
    private static final Set<String> OURS = Set.of(
            "assetName",
            "assetTimestamp",
            "windowStart",
            "windowEnd",
            "pipeline",
            "part",
            "model",
            "modelVersion",
            "provider",
            "run",
            "sequence",
            "decision",
            "severity",
            "changed",
            "quality",
            "reason");

    private static final String INPUT = "input_";

    private final Map<String, TypedValue<?>> properties = new HashMap<>();

    private OutputRecords() {}

    /**
     * Returns a decision as a record.
     *
     * @param asset name of the asset
     * @param inputs what the model saw, whose last row is written, or null
     */
    static WireRecord of(PipelineDecision decision, String asset, FeatureSnapshot inputs) {
        OutputRecords record = new OutputRecords();
        record.put("assetName", asset);
        record.put("assetTimestamp", millis(decision.windowEndMicros()));
        record.put("windowStart", millis(decision.windowStartMicros()));
        record.put("windowEnd", millis(decision.windowEndMicros()));
        record.put("pipeline", decision.pipeline());
        record.put("part", decision.part());
        record.put("model", decision.model().name());
        record.put("modelVersion", decision.model().version());
        record.put("provider", decision.model().executionProvider());
        record.put("run", decision.run());
        record.put("sequence", decision.sequence());
        record.put("decision", decision.decision());
        if (!decision.values().isEmpty()) {
            record.put("severity", decision.values().get(0).severity().name());
        }
        record.properties.put("changed", TypedValues.newBooleanValue(decision.changed()));
        record.put("quality", decision.quality().name());
        record.put("reason", decision.reason());
        decision.values().forEach(record::reading);
        if (inputs != null) {
            record.inputs(inputs);
        }
        return new WireRecord(record.properties);
    }

    /**
     * Returns a state as a record.
     *
     * @param remedy what to do, or empty
     * @param counters by name; those that are 0 are left out
     */
    static WireRecord of(StateMessage state, String asset, String remedy, Map<String, Long> counters) {
        OutputRecords record = new OutputRecords();
        record.put("assetName", asset);
        record.put("assetTimestamp", millis(state.timeMicros()));
        record.put("pipeline", state.component());
        record.put("state", state.state());
        record.put("severity", state.severity().name());
        record.put("text", state.text());
        record.put("remedy", remedy);
        counters.forEach((name, value) -> {
            if (value != 0) {
                record.put(name, value);
            }
        });
        return new WireRecord(record.properties);
    }

    private void reading(Value value) {
        String name = OURS.contains(value.name()) ? "reading_" + value.name() : value.name();
        put(name, value.number());
        put(name + "_label", value.label());
        if (!value.label().isEmpty()) {
            put(name + "_severity", value.severity().name());
        }
        put(name + Route.UNIT, value.unit());
        put(name + "_lower", value.lower());
        put(name + "_upper", value.upper());
        double[] steps = value.steps();
        if (steps.length > 0) {
            properties.put(name + "_steps", TypedValues.newByteArrayValue(VectorType.float64(steps)));
        }
    }

    private void inputs(FeatureSnapshot inputs) {
        int last = inputs.rows() - 1;
        for (int column = 0; last >= 0 && column < inputs.features().size(); column++) {
            put(INPUT + inputs.features().get(column), inputs.value(last, column));
        }
    }

    private void put(String name, String text) {
        if (!text.isEmpty()) {
            properties.put(name, TypedValues.newStringValue(text));
        }
    }

    private void put(String name, long number) {
        properties.put(name, TypedValues.newLongValue(number));
    }

    private void put(String name, double number) {
        if (!Double.isNaN(number)) {
            properties.put(name, TypedValues.newDoubleValue(number));
        }
    }

    private static long millis(long micros) {
        return Math.floorDiv(micros, 1_000);
    }
}
