package io.millwright.pipeline.wire;

import java.util.Map;

/**
 * What the form says of records, those that come and those that go. Immutable.
 *
 * @param intervalMillis the longest time between two records in a healthy graph, ms
 * @param staleMillis after how long without a value a tag is Bad, ms; 0 for never
 * @param timeProperty property with the time of all values of a record that have none of their own
 * @param gatewayTime whether the gateway's clock stands for all stated times
 * @param vectors how the bytes of a property are an array, by the property's or the tag's name
 * @param everyDecision whether the port for decisions emits those too that change nothing
 * @param inputs whether records hold what the model saw last
 */
public record WireSettings(
        long intervalMillis,
        long staleMillis,
        String timeProperty,
        boolean gatewayTime,
        Map<String, VectorType> vectors,
        boolean everyDecision,
        boolean inputs) {
    /** The property with the name of the asset that a record is of. */
    static final String ASSET_NAME = "assetName";

    /** The property that says why an asset could not be read at all. */
    static final String ASSET_ERROR = "assetError";

    private static final int LEAST_INTERVALS = 3;

    /** Keeps copies of what is passed. */
    public WireSettings {
        vectors = Map.copyOf(vectors);
    }

    /** Returns after how long a tag is stale, never before three records are missing; {@link Long#MAX_VALUE} for never. */
    long staleMicros() {
        return staleMillis == 0 ? Long.MAX_VALUE : Math.max(staleMillis, LEAST_INTERVALS * intervalMillis) * 1_000;
    }
}
