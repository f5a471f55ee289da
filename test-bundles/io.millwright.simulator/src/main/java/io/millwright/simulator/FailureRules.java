package io.millwright.simulator;

import io.millwright.simulator.Part.Variant;

/**
 * The failure conditions of AI4I 2020 that follow from a part's values: S. Matzka, "Explainable Artificial Intelligence
 * for Predictive Maintenance Applications", AI4I 2020, and the data set's page (UCI 601, CC BY 4.0). All limits are
 * exclusive, as published.
 */
final class FailureRules {
    private static final double HEAT_DIFFERENCE_KELVIN = 8.6;

    private static final int HEAT_SPEED_RPM = 1_380;
    private static final double POWER_LOW_WATT = 3_500;
    private static final double POWER_HIGH_WATT = 9_000;

    private FailureRules() {}

    static boolean heatDissipation(double airKelvin, double processKelvin, int speedRpm) {
        // In binary floating point, on purpose: a difference of 8.6 K falls on either side, and so do the published
        // labels.
        return processKelvin - airKelvin < HEAT_DIFFERENCE_KELVIN && speedRpm < HEAT_SPEED_RPM;
    }

    static boolean power(int speedRpm, double torqueNm) {
        double watt = powerWatt(speedRpm, torqueNm);
        return watt < POWER_LOW_WATT || watt > POWER_HIGH_WATT;
    }

    static boolean overstrain(Variant variant, int wearMinutes, double torqueNm) {
        return wearMinutes * torqueNm > variant.strainLimit;
    }

    static double powerWatt(int speedRpm, double torqueNm) {
        return torqueNm * speedRpm * 2 * Math.PI / 60;
    }
}
