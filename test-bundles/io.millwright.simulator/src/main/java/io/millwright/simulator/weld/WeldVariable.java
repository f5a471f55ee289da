package io.millwright.simulator.weld;

import java.util.Locale;

/** What is set, or given, for one weld. The order is that of the settings' arrays and of the columns of a data set. */
public enum WeldVariable {
    CURRENT,
    VOLTAGE,
    WIRE_SPEED,
    GAS_FLOW,
    TRAVEL_SPEED,
    PREHEAT,
    /** Of the plate: given by the part, never advised. */
    THICKNESS;

    /** How many there are. */
    public static final int COUNT = values().length;

    /** Those before the plate's thickness can be changed by the operator. */
    public static final int ADJUSTABLE = THICKNESS.ordinal();

    /** The word in files and tags. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    double of(double[] settings) {
        return settings[ordinal()];
    }
}
