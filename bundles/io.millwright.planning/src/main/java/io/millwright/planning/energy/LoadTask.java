package io.millwright.planning.energy;

/**
 * What is to be planned of a shiftable load. Immutable by convention: nobody writes into the arrays.
 *
 * @param allowed in which parts of the forecast it may run
 * @param due how many of them it has to run
 * @param fixed the parts that are settled because its time of day has begun; null where nothing is
 */
public record LoadTask(ShiftableLoad load, boolean[] allowed, int due, boolean[] fixed) {
    /** Where the time of day in which a load may run lies. */
    public enum Hours {
        /** It has begun: what runs in it is settled. */
        BEGUN,
        /** All of it lies within the forecast. */
        WITHIN,
        /** It ends after the forecast does: a later plan has it. */
        BEYOND
    }

    /** Refuses more than is allowed. */
    public LoadTask {
        int places = 0;
        for (boolean one : allowed) {
            places += one ? 1 : 0;
        }
        if (due < 0 || due > places && fixed == null) {
            throw new IllegalArgumentException("Load " + load.name() + ", due " + due + " parts: " + places
                    + " are allowed: let it run longer, or ask for less.");
        }
    }

    /** Returns where its time of day lies. */
    public Hours hours() {
        if (fixed != null) {
            return Hours.BEGUN;
        }
        return due > 0 ? Hours.WITHIN : Hours.BEYOND;
    }
}
