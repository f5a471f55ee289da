package io.millwright.planning.energy;

/** Energy per 15-minute part of the past. */
@FunctionalInterface
public interface Consumption {
    /** Returns the energy of a part in kWh, NaN where it is not known. Parts count from 1970 UTC, 15 minutes each. */
    double kwh(long part);
}
