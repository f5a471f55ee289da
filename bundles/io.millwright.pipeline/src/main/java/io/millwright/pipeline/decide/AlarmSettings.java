package io.millwright.pipeline.decide;

/**
 * When a change of an asset's label goes out at once. Immutable.
 *
 * @param shelvedUntilMillis alarms are shelved until this time of day, milliseconds since 1970 UTC; 0: not
 * @param floodLimit most changes to WARNING or ALARM per asset and flood window that go at once; 0: no limit
 * @param floodWindowMillis length of the flood window, by the source's clock
 */
public record AlarmSettings(long shelvedUntilMillis, int floodLimit, long floodWindowMillis) {
    /** Every change goes at once. */
    public static final AlarmSettings NONE = new AlarmSettings(0, 0, 600_000);
}
