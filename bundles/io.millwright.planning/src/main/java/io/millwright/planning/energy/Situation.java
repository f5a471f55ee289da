package io.millwright.planning.energy;

import java.util.List;

/**
 * What a plan is made from. Immutable by convention: nobody writes into the arrays.
 *
 * @param forecast the load without battery and shiftable loads
 * @param prices price of a kWh in each part of the forecast
 * @param months in which month of the bill each part lies: 0 for that of the first part, 1 for the next one
 * @param peaksKw for both months, the power that is paid for already, or that cannot be avoided
 * @param peakPrice what a kW of the month's greatest 15-minute mean costs
 * @param battery the battery
 * @param storedKwh what it holds
 * @param reserveKwh what shall be stored at the start of each part, in case of a peak; less where that cannot be reached
 * @param loads loads that can be shifted
 */
public record Situation(
        DayForecast forecast,
        double[] prices,
        int[] months,
        double[] peaksKw,
        double peakPrice,
        Battery battery,
        double storedKwh,
        double[] reserveKwh,
        List<LoadTask> loads) {

    /** Refuses what contradicts itself or is no number, naming it. */
    public Situation {
        int length = forecast.length();
        if (prices.length != length || months.length != length || reserveKwh.length != length || peaksKw.length != 2) {
            throw new IllegalArgumentException("prices, months, reserve: " + prices.length + ", " + months.length + ", "
                    + reserveKwh.length + " values for " + length + " parts: give one per part, and two peaks.");
        }
        for (int i = 0; i < length; i++) {
            finite("price", prices[i]);
            finite("reserve", reserveKwh[i]);
            finite("forecast", forecast.kw()[i] + forecast.lower()[i] + forecast.upper()[i]);
        }
        finite("peak price", peakPrice);
        finite("peak", peaksKw[0] + peaksKw[1]);
        for (LoadTask task : loads) {
            if (task.allowed().length != length || task.fixed() != null && task.fixed().length != length) {
                throw new IllegalArgumentException(
                        "Load " + task.load().name() + ": give one value for each of the " + length + " parts.");
            }
        }
        if (!(storedKwh >= -1e-6 && storedKwh <= battery.capacityKwh() + 1e-6)) {
            throw new IllegalArgumentException(
                    "stored_kwh " + storedKwh + ": enter what the battery holds, 0 to " + battery.capacityKwh() + ".");
        }
    }

    private static void finite(String what, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(what + " " + value + ": enter a finite number.");
        }
    }
}
