package io.millwright.simulator;

import io.millwright.simulator.Part.Variant;

/**
 * The failure conditions of AI4I 2020 that follow from a part's values: S. Matzka, "Explainable Artificial Intelligence
 * for Predictive Maintenance Applications", AI4I 2020, and the data set's page (UCI 601, CC BY 4.0). All limits are
 * exclusive, as published.
 */
final class FailureRules {
    /** Heat is not carried off below this difference, in tenths of a kelvin, because temperatures have 0.1 K. */
    private static final long HEAT_DIFFERENCE_TENTHS = 86;

    private static final int HEAT_SPEED_RPM = 1_380;
    private static final double POWER_LOW_WATT = 3_500;
    private static final double POWER_HIGH_WATT = 9_000;

    private FailureRules() {}

    static boolean heatDissipation(double airKelvin, double processKelvin, int speedRpm) {
        return Math.round((processKelvin - airKelvin) * 10) < HEAT_DIFFERENCE_TENTHS && speedRpm < HEAT_SPEED_RPM;
    }

    static boolean power(int speedRpm, double torqueNm) {
        double watt = powerWatt(speedRpm, torqueNm);
        return watt < POWER_LOW_WATT || watt > POWER_HIGH_WATT;
    }

    static boolean overstrain(Variant variant, int wearMinutes, double torqueNm) {
        // Torque has 0.1 N·m: whole tenths keep the comparison at the limit exact.
        return wearMinutes * Math.round(torqueNm * 10) > variant.strainLimit * 10L;
    }

    static double powerWatt(int speedRpm, double torqueNm) {
        return torqueNm * speedRpm * 2 * Math.PI / 60;
    }
}
