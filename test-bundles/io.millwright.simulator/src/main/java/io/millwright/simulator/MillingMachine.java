package io.millwright.simulator;

import io.millwright.simulator.Part.Variant;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/**
 * Makes parts by the generating rules of AI4I 2020 (see {@link FailureRules} for the source). Where the published text
 * cannot be followed to the letter the published records decide; README.md of this module lists each such place.
 *
 * <p>Deterministic: the same seed gives the same parts. Not thread safe.
 */
final class MillingMachine {
    private static final double AIR_MEAN_KELVIN = 300;
    private static final double AIR_SIGMA_KELVIN = 2;
    private static final double AIR_STEP_KELVIN = 0.055;
    private static final double RISE_MEAN_KELVIN = 10;
    private static final double RISE_SIGMA_KELVIN = 1;
    private static final double RISE_STEP_KELVIN = 0.041;

    private static final double TORQUE_MEAN_NM = 40;
    private static final double TORQUE_SIGMA_NM = 10;

    /** Least-squares fit of speed = idle + power / torque to the published records with torque above 8 N·m. */
    private static final double IDLE_SPEED_RPM = 1_007;

    private static final double CUTTING_POWER_WATT = 2_064;
    private static final double SPEED_NOISE_RPM = 51;
    private static final int SPEED_MIN_RPM = 1_168;
    private static final int SPEED_MAX_RPM = 2_886;

    private static final double SHARE_L = 0.6;
    private static final double SHARE_M = 0.3;

    private static final int TOOL_LIFE_MIN_MINUTES = 200;
    private static final int TOOL_LIFE_MAX_MINUTES = 240;
    /** Of 120 tools at the end of their life 51 failed and 69 were replaced in time. */
    private static final double TOOL_BREAKS = 51.0 / 120;

    private static final double RANDOM_FAILURE = 0.001;

    /** A worn tool: 80 parts wear one by about 190 min, and the torque of a good part strains no tool below 200 min. */
    private static final int WORN_EVERY_PARTS = 80;

    private static final int WORN_MINUTES = 205;
    private static final double WEAR_PER_PART_MINUTES = 2.4;
    private static final double WORN_TORQUE_NM = 64;
    private static final int WORN_SPEED_RPM = 1_320;
    private static final double CALM_TORQUE_MIN_NM = 30;
    private static final double CALM_TORQUE_MAX_NM = 45;
    private static final double CALM_RISE_KELVIN = 9.5;

    private final Random random;
    private double airDeviation;
    private double riseDeviation;
    private int wearMinutes;
    private int toolLifeMinutes;
    private long index;
    private FailureMode forced;
    private int forcedParts;
    private long wornFrom;
    private int wornParts;

    MillingMachine(long seed) {
        random = new Random(seed);
        airDeviation = AIR_SIGMA_KELVIN * random.nextGaussian();
        riseDeviation = RISE_SIGMA_KELVIN * random.nextGaussian();
        toolLifeMinutes = newToolLife();
    }

    /** Shapes the next parts so that this mode's condition holds and no other deterministic one. */
    void force(FailureMode mode, int parts) {
        forced = mode;
        forcedParts = parts;
    }

    /**
     * So many parts from now on the tool is worn and the parts are overstrained, until after so many parts it is replaced; again 80
     * parts later. The machine fails in no other way of its own.
     */
    void wornTool(int afterParts, int parts) {
        wornFrom = index + afterParts;
        wornParts = parts;
        toolLifeMinutes = TOOL_LIFE_MAX_MINUTES;
        wearMinutes = (int) Math.max(0, WORN_MINUTES - 5 - afterParts * WEAR_PER_PART_MINUTES);
    }

    Part next() {
        airDeviation = walk(airDeviation, AIR_SIGMA_KELVIN, AIR_STEP_KELVIN);
        riseDeviation = walk(riseDeviation, RISE_SIGMA_KELVIN, RISE_STEP_KELVIN);
        double air = tenths(AIR_MEAN_KELVIN + airDeviation);
        double process = tenths(AIR_MEAN_KELVIN + airDeviation + RISE_MEAN_KELVIN + riseDeviation);
        Variant variant = variant();
        double torque = torque();
        if (wornParts > 0) {
            torque = Math.min(CALM_TORQUE_MAX_NM, Math.max(CALM_TORQUE_MIN_NM, torque));
        }
        int speed = speed(torque);
        boolean breaks = random.nextDouble() < TOOL_BREAKS;
        boolean randomFailure = random.nextDouble() < RANDOM_FAILURE;
        if (wornParts > 0) {
            process = tenths(Math.max(process, air + CALM_RISE_KELVIN));
            breaks = false;
            randomFailure = false;
            toolLifeMinutes = TOOL_LIFE_MAX_MINUTES;
            long phase = index - wornFrom;
            long part = Math.floorMod(phase, (long) (WORN_EVERY_PARTS + wornParts));
            if (phase >= 0 && part < wornParts) {
                wearMinutes = Math.min(TOOL_LIFE_MAX_MINUTES - 1, Math.max(WORN_MINUTES, wearMinutes));
                torque = WORN_TORQUE_NM;
                speed = WORN_SPEED_RPM;
            } else if (phase >= 0 && part == wornParts) {
                wearMinutes = 0;
            } else {
                wearMinutes = Math.min(WORN_MINUTES - 5, wearMinutes);
            }
        }

        FailureMode force = forcedParts > 0 ? forced : null;
        if (force != null) {
            forcedParts--;
            switch (force) {
                case HDF -> {
                    process = tenths(air + 8);
                    torque = 45;
                    speed = 1_370;
                }
                case PWF -> {
                    process = tenths(air + 10);
                    torque = 70;
                    speed = 1_290;
                    wearMinutes = Math.min(wearMinutes, 100);
                }
                case OSF -> {
                    process = tenths(air + 10);
                    torque = 64;
                    speed = 1_320;
                    toolLifeMinutes = TOOL_LIFE_MAX_MINUTES;
                    wearMinutes = 205;
                }
                case TWF -> {
                    process = tenths(air + 10);
                    torque = 35;
                    speed = 1_570;
                    wearMinutes = toolLifeMinutes;
                    breaks = true;
                }
                case RNF -> randomFailure = true;
            }
        }
        return finish(variant, air, process, speed, torque, breaks, randomFailure);
    }

    private Part finish(
            Variant variant,
            double air,
            double process,
            int speed,
            double torque,
            boolean breaks,
            boolean randomFailure) {
        boolean endOfLife = wearMinutes >= toolLifeMinutes;
        Set<FailureMode> failures = EnumSet.noneOf(FailureMode.class);
        if (endOfLife && breaks) {
            failures.add(FailureMode.TWF);
        }
        if (FailureRules.heatDissipation(air, process, speed)) {
            failures.add(FailureMode.HDF);
        }
        if (FailureRules.power(speed, torque)) {
            failures.add(FailureMode.PWF);
        }
        if (FailureRules.overstrain(variant, wearMinutes, torque)) {
            failures.add(FailureMode.OSF);
        }
        if (randomFailure) {
            failures.add(FailureMode.RNF);
        }
        Part part = new Part(index++, variant, air, process, speed, torque, wearMinutes, failures);
        if (endOfLife) {
            wearMinutes = 0;
            toolLifeMinutes = newToolLife();
        } else {
            wearMinutes += variant.wearPerPartMinutes;
        }
        return part;
    }

    /** One step of a random walk that keeps its standard deviation for ever by a weak pull to zero. */
    private double walk(double value, double sigma, double step) {
        double keep = Math.sqrt(1 - step * step / (sigma * sigma));
        return value * keep + step * random.nextGaussian();
    }

    private Variant variant() {
        double draw = random.nextDouble();
        if (draw < SHARE_L) {
            return Variant.L;
        }
        return draw < SHARE_L + SHARE_M ? Variant.M : Variant.H;
    }

    private double torque() {
        double torque;
        do {
            torque = tenths(TORQUE_MEAN_NM + TORQUE_SIGMA_NM * random.nextGaussian());
        } while (torque <= 0);
        return torque;
    }

    private int speed(double torqueNm) {
        double rpm = IDLE_SPEED_RPM
                + CUTTING_POWER_WATT / torqueNm * 60 / (2 * Math.PI)
                + SPEED_NOISE_RPM * random.nextGaussian();
        return (int) Math.round(Math.min(SPEED_MAX_RPM, Math.max(SPEED_MIN_RPM, rpm)));
    }

    private int newToolLife() {
        return TOOL_LIFE_MIN_MINUTES + random.nextInt(TOOL_LIFE_MAX_MINUTES - TOOL_LIFE_MIN_MINUTES + 1);
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
