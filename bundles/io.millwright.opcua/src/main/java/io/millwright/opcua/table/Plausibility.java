package io.millwright.opcua.table;

/**
 * What the numbers of a tag are checked for on the gateway, in the tag's unit, after scale and offset. Each finding is a quality.
 *
 * @param ranged whether values are compared with a range at all
 * @param range that is expected; {@link Limits#UNKNOWN} = the server's EURange and InstrumentRange
 * @param staleMillis after which a tag without a new value or time is stale; 0 = never
 * @param stuckMillis after which a tag whose value does not change is stuck; 0 = never
 * @param stuckWhile only while this holds; null = always
 * @param maxRate greatest change per second; 0 = any
 * @param spikeSamples values with which a new one is compared; 0 = none
 */
public record Plausibility(
        boolean ranged,
        Limits range,
        int staleMillis,
        int stuckMillis,
        Comparison stuckWhile,
        double maxRate,
        int spikeSamples) {
    /** Nothing is checked: every quality is the server's. */
    public static final Plausibility UNCHECKED = new Plausibility(false, Limits.UNKNOWN, 0, 0, null, 0, 0);

    /** Returns the same checks for a tag of another asset. */
    Plausibility named(String otherTag) {
        return stuckWhile == null
                ? this
                : new Plausibility(
                        ranged, range, staleMillis, stuckMillis, stuckWhile.named(otherTag), maxRate, spikeSamples);
    }

    /** Returns whether time alone may change the quality. */
    public boolean watched() {
        return staleMillis > 0 || stuckMillis > 0;
    }
}
