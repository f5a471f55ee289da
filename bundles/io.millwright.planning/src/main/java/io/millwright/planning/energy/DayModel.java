package io.millwright.planning.energy;

import io.millwright.model.ModelException;

/** A model of the day ahead. Used by one thread at a time. */
@FunctionalInterface
public interface DayModel {
    /**
     * Runs it.
     *
     * @param past kWh of the last 2,688 slots, the newest last
     * @param ahead of each of the next 96 slots six numbers: slot of the day, weekday (0 Monday), and 1 or 0 for a holiday on that day,
     *     the day before, the day after, and a week before
     * @return load, lower and upper end, kWh of each of the 96 slots
     */
    float[][] run(float[] past, float[] ahead) throws ModelException;
}
