package io.millwright.pipeline.advise;

/**
 * What a pipeline's form says of advice. Immutable.
 *
 * @param enabled whether advice is looked for at all
 * @param minIntervalMillis the least time between two searches for one asset, ms
 * @param every also of every so-manieth decision that nothing is the matter with; 0: never
 */
public record AdviceSettings(boolean enabled, long minIntervalMillis, int every) {
    /** No advice. */
    public static final AdviceSettings OFF = new AdviceSettings(false, 60_000, 0);
}
