package io.millwright.planning.energy;

/**
 * What can store energy.
 *
 * @param capacityKwh usable energy
 * @param powerKw greatest power either way, at the grid's side
 * @param chargeEfficiency share of the energy taken that is stored
 * @param dischargeEfficiency share of the energy stored that is given back
 * @param wearPerKwh cost of a kWh given back
 */
public record Battery(
        double capacityKwh, double powerKw, double chargeEfficiency, double dischargeEfficiency, double wearPerKwh) {
    private static final double MOST = 1e6;
    private static final double LEAST_EFFICIENCY = 0.3;

    /** Refuses what no battery is, naming attribute, value and remedy. */
    public Battery {
        within("battery.capacity_kwh", capacityKwh, 0, MOST, "enter the usable energy in kWh; 0 for none");
        within("battery.power_kw", powerKw, 0, MOST, "enter the greatest power in kW; 0 for none");
        within("battery.charge_efficiency", chargeEfficiency, LEAST_EFFICIENCY, 1, "enter a share such as 0.95");
        within("battery.discharge_efficiency", dischargeEfficiency, LEAST_EFFICIENCY, 1, "enter a share such as 0.95");
        within("battery.wear_per_kwh", wearPerKwh, 0, MOST, "enter what a kWh given back costs in wear; 0 for nothing");
    }

    private static void within(String name, double value, double least, double most, String remedy) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(name + " " + value + ": " + remedy + ".");
        }
    }
}
