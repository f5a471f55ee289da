package io.millwright.simulator.weld;

import static io.millwright.simulator.weld.WeldVariable.CURRENT;
import static io.millwright.simulator.weld.WeldVariable.PREHEAT;
import static io.millwright.simulator.weld.WeldVariable.THICKNESS;
import static io.millwright.simulator.weld.WeldVariable.TRAVEL_SPEED;
import static io.millwright.simulator.weld.WeldVariable.VOLTAGE;
import static io.millwright.simulator.weld.WeldVariable.WIRE_SPEED;

/**
 * Published relations between the settings of a weld and what it becomes. Settings are in A, V, m/min, l/min, mm/s, °C and mm,
 * in the order of {@link WeldVariable}. Stateless.
 */
final class WeldPhysics {
    private static final double MOST_PREHEAT = 490;

    private final WeldConstants.Relations relations;

    WeldPhysics(WeldConstants constants) {
        relations = constants.relations();
    }

    /** Heat input by EN 1011-1, kJ/mm. */
    double heatInput(double[] settings) {
        return relations.arcEfficiency()
                * VOLTAGE.of(settings)
                * CURRENT.of(settings)
                / (1_000 * TRAVEL_SPEED.of(settings));
    }

    /** Cooling time from 800 to 500 °C by EN 1011-2, annex D, s: the longer one of plates thick and thin. */
    double coolingTime(double[] settings) {
        double heat = heatInput(settings);
        double preheat = Math.min(MOST_PREHEAT, PREHEAT.of(settings));
        double thickness = THICKNESS.of(settings);
        double late = 1 / (500 - preheat);
        double early = 1 / (800 - preheat);
        double thick = (6_700 - 5 * preheat) * heat * (late - early) * relations.shapeFactor3d();
        double thin = (4_300 - 4.3 * preheat)
                * 1e5
                * heat
                * heat
                / (thickness * thickness)
                * (late * late - early * early)
                * relations.shapeFactor2d();
        return Math.max(thick, thin);
    }

    /** Penetration by Jackson, P = K (I⁴ / (S U²))^(1/3), with S in mm/s, as a share of the plate's thickness. */
    double penetration(double[] settings) {
        double current = CURRENT.of(settings);
        double voltage = VOLTAGE.of(settings);
        double inner = Math.pow(current, 4) / (TRAVEL_SPEED.of(settings) * voltage * voltage);
        return relations.jacksonK() * Math.cbrt(inner) / THICKNESS.of(settings);
    }

    /** What wire the current melts by Lesnewich's relation, m/min. */
    double burnOff(double current) {
        return relations.burnOffPerAmpere() * current + relations.burnOffPerAmpereSquared() * current * current;
    }

    /** Wire fed beyond what the current melts, as a share of that. */
    double wireExcess(double[] settings) {
        return WIRE_SPEED.of(settings) / burnOff(CURRENT.of(settings)) - 1;
    }

    /** The conventional load voltage of IEC 60974-1, V. */
    double loadVoltage(double current) {
        return relations.arcVolts() + relations.arcVoltsPerAmpere() * current;
    }

    /** Voltage above the conventional one: a long arc, V; negative: a short one. */
    double arcExcess(double[] settings) {
        return VOLTAGE.of(settings) - loadVoltage(CURRENT.of(settings));
    }

    /** Current times travel speed, A·mm/s. */
    double haste(double[] settings) {
        return CURRENT.of(settings) * TRAVEL_SPEED.of(settings);
    }
}
