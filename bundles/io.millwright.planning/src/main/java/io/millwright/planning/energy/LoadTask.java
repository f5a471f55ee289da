package io.millwright.planning.energy;

/**
 * What is to be planned of a shiftable load. Immutable by convention: nobody writes into the arrays.
 *
 * @param allowed in which parts of the forecast it may run
 * @param due how many of them it has to run
 * @param fixed the parts that are settled because its time of day has begun; null where nothing is
 */
public record LoadTask(ShiftableLoad load, boolean[] allowed, int due, boolean[] fixed) {
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
}
