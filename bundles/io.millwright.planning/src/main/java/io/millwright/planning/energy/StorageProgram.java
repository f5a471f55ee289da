package io.millwright.planning.energy;

import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;

/**
 * The linear program of a battery beside a load under prices and a peak charge. Energy is paid for as expected; the peak is that of a load
 * between the expected one and the upper end, so that a plan does not rest on the load staying below what was expected.
 */
final class StorageProgram {
    private static final long MOST_MILLIS = 2_000;
    /** What a kWh that lacks in the reserve for one part costs, as a share of the price of a kW of peak. */
    private static final double LACKING = 0.02;

    private static final double TIE = 1e-5;

    private final Situation situation;
    private final double[] kw;
    private final double caution;
    private final ExpressionsBasedModel model = new ExpressionsBasedModel();
    private final Variable[] in;
    private final Variable[] out;
    private final Variable[] stored;
    private final Variable[] peaks = new Variable[2];

    /**
     * Sets it up.
     *
     * @param kw expected load with shiftable loads
     * @param caution where between expected load and upper end the load for the peak lies, 0 to 1
     */
    StorageProgram(Situation situation, double[] kw, double caution) {
        this.situation = situation;
        this.kw = kw;
        this.caution = caution;
        int length = kw.length;
        in = new Variable[length];
        out = new Variable[length];
        stored = new Variable[length];
        model.options.time_abort = MOST_MILLIS;
        model.options.time_suffice = MOST_MILLIS;
        for (int month = 0; month < peaks.length; month++) {
            double paid = situation.peaksKw()[month];
            peaks[month] = model.newVariable("peak" + month).lower(paid).weight(situation.peakPrice());
        }
        for (int i = 0; i < length; i++) {
            part(i);
            reserve(i);
        }
    }

    private void reserve(int i) {
        double wanted = i + 1 < kw.length ? situation.reserveKwh()[i + 1] : 0;
        if (wanted > 0) {
            Variable lacking = model.newVariable("lacking" + i).lower(0).weight(situation.peakPrice() * LACKING);
            Expression kept = model.newExpression("reserve" + i)
                    .lower(Math.min(situation.battery().capacityKwh(), wanted));
            kept.set(stored[i], 1);
            kept.set(lacking, 1);
        }
    }

    private void part(int i) {
        Battery battery = situation.battery();
        double price = situation.prices()[i] * MeterParts.HOURS;
        double wear = battery.wearPerKwh() * MeterParts.HOURS;
        in[i] = model.newVariable("in" + i).lower(0).upper(battery.powerKw()).weight(price + TIE);
        out[i] = model.newVariable("out" + i).lower(0).upper(battery.powerKw()).weight(wear - price);
        stored[i] = model.newVariable("stored" + i).lower(0).upper(battery.capacityKwh());
        Expression balance = model.newExpression("balance" + i);
        balance.set(stored[i], 1);
        balance.set(in[i], -battery.chargeEfficiency() * MeterParts.HOURS);
        balance.set(out[i], MeterParts.HOURS / battery.dischargeEfficiency());
        if (i == 0) {
            balance.level(situation.storedKwh());
        } else {
            balance.set(stored[i - 1], -1);
            balance.level(0);
        }
        double above = situation.forecast().upper()[i] - situation.forecast().kw()[i];
        Expression peak = model.newExpression("peak" + i).lower(kw[i] + caution * Math.max(0, above));
        peak.set(peaks[situation.months()[i]], 1);
        peak.set(in[i], -1);
        peak.set(out[i], 1);
        // Nothing is fed into the grid, by the expected load.
        Expression grid = model.newExpression("grid" + i).lower(-kw[i]);
        grid.set(in[i], 1);
        grid.set(out[i], -1);
    }

    /**
     * Solves it.
     *
     * @param endValue what a kWh is worth that is left at the end
     * @return per part in, out and stored, then the two peaks; null where there is no solution in time
     */
    double[][] solve(double endValue) {
        stored[stored.length - 1].weight(-endValue);
        Optimisation.Result result = model.minimise();
        if (!result.getState().isFeasible()) {
            return null;
        }
        double[][] found = new double[4][];
        Variable[][] rows = {in, out, stored, peaks};
        for (int row = 0; row < rows.length; row++) {
            found[row] = new double[rows[row].length];
            for (int i = 0; i < found[row].length; i++) {
                found[row][i] = rows[row][i].getValue().doubleValue();
            }
        }
        return found;
    }
}
