package io.millwright.inference;

/**
 * Trials that were not over in time, where no model serves in the place of what was tried: a gateway that was busy must not refuse a good
 * model for ever. They are repeated with growing pauses, and not without end, for a model that is too slow costs a processor each time.
 */
final class LateTrials {
    /** Those of one content together; with the pauses they take about two and a half hours. */
    static final int MOST = 20;

    private static final long FIRST_PAUSE_MILLIS = 30_000;
    private static final long GREATEST_PAUSE_MILLIS = 600_000;
    private static final int GREATEST_DOUBLINGS = 5;

    private LateTrials() {}

    /** Returns whether another trial follows so many that were late, one after the other. */
    static boolean repeated(int late) {
        return late > 0 && late < MOST;
    }

    /** Returns how long after the last of so many late trials the next one begins. */
    static long pauseMillis(int late) {
        return Math.min(FIRST_PAUSE_MILLIS << Math.min(late - 1, GREATEST_DOUBLINGS), GREATEST_PAUSE_MILLIS);
    }

    /** Returns what the state says, true until the next trial is over; "" for none that was late. */
    static String told(int late) {
        if (late == 0) {
            return "";
        }
        return repeated(late)
                ? "; tried again " + pauseMillis(late) / 1_000 + " s later, trial " + (late + 1) + " of " + MOST
                : "; not tried again, " + late + " trials took too long";
    }
}
