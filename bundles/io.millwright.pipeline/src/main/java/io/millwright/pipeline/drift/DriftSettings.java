package io.millwright.pipeline.drift;

/**
 * What a pipeline wants of the watch over its data.
 *
 * @param enabled whether they are watched, where the model says what its training data were like
 * @param intervalDays how long healthy data of one asset take to raise one alarm, on average; 0 for what the model says
 */
public record DriftSettings(boolean enabled, double intervalDays) {
    /** As the form has it. */
    public static final DriftSettings DEFAULT = new DriftSettings(true, 0);

    /** Longest interval, days. */
    public static final int MOST_DAYS = 3_660;
}
