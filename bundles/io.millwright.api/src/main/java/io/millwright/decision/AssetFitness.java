package io.millwright.decision;

/**
 * How fit a model is for one asset. Immutable.
 *
 * @param asset name of the asset
 * @param model name and version of the model
 * @param level the present level
 * @param sinceMicros when it was entered by the source's clock, microseconds since 1970 UTC; 0 before anything was seen
 * @param text why, with names and numbers; "" where the level is NONE
 * @param decisions how many decisions were looked at
 * @param learned how many of them what is usual here was learned from
 * @param alarms how often the level rose from NONE
 */
public record AssetFitness(
        String asset,
        String model,
        DriftLevel level,
        long sinceMicros,
        String text,
        long decisions,
        long learned,
        long alarms) {}
