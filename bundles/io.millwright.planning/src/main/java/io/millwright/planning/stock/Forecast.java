package io.millwright.planning.stock;

import java.util.Arrays;

/** A way to say from what was used so far how much will be used per period. Periods that are not known change nothing. */
public enum Forecast {
    /** Simple exponential smoothing. */
    SES("SES"),
    /** Teunter, Syntetos and Babai: how often and how much, each smoothed; fades where nothing is used any more. */
    TSB("TSB"),
    /** Croston: how much and how many periods apart, smoothed where something was used. */
    CROSTON("Croston"),
    /** Croston with the correction of Syntetos and Boylan. */
    SBA("SBA"),
    /** The mean of the last twelve periods. */
    MEAN_12("mean of 12"),
    /** The mean of SES, TSB and the mean of twelve. */
    COMBINED("mean of three");

    private static final double QUICK = 0.2;
    private static final double SLOW = 0.1;
    private static final int MEAN_PERIODS = 12;

    private final String title;

    Forecast(String title) {
        this.title = title;
    }

    /** Returns how it is called in a plan. */
    public String title() {
        return title;
    }

    /**
     * Computes the forecasts of a part.
     *
     * @param used per period, NaN where it is not known
     * @param rates receives what is expected per period, said at the end of each period; NaN before the first known one
     */
    public void rates(double[] used, double[] rates) {
        switch (this) {
            case SES -> ses(used, rates);
            case TSB -> tsb(used, rates);
            case CROSTON -> croston(used, rates, 1);
            case SBA -> croston(used, rates, 1 - SLOW / 2);
            case MEAN_12 -> mean(used, rates);
            case COMBINED -> combined(used, rates);
        }
    }

    /** A new observation weighs at least as much as in a mean of all, so that the first ones count alike. */
    private static double weight(double smoothing, int seen) {
        return Math.max(smoothing, 1.0 / seen);
    }

    private static void ses(double[] used, double[] rates) {
        double level = Double.NaN;
        int seen = 0;
        for (int t = 0; t < used.length; t++) {
            if (!Double.isNaN(used[t])) {
                level = ++seen == 1 ? used[t] : level + weight(QUICK, seen) * (used[t] - level);
            }
            rates[t] = level;
        }
    }

    private static void tsb(double[] used, double[] rates) {
        double often = 0;
        double much = 0;
        int seen = 0;
        int uses = 0;
        for (int t = 0; t < used.length; t++) {
            if (!Double.isNaN(used[t])) {
                boolean use = used[t] > 0;
                often += weight(QUICK, ++seen) * ((use ? 1 : 0) - often);
                if (use) {
                    much += weight(QUICK, ++uses) * (used[t] - much);
                }
            }
            rates[t] = seen == 0 ? Double.NaN : often * much;
        }
    }

    private static void croston(double[] used, double[] rates, double correction) {
        double apart = 0;
        double much = 0;
        int since = 1;
        int uses = 0;
        boolean known = false;
        for (int t = 0; t < used.length; t++) {
            if (used[t] > 0) {
                double weight = weight(SLOW, ++uses);
                apart += weight * (since - apart);
                much += weight * (used[t] - much);
                since = 1;
            } else if (!Double.isNaN(used[t])) {
                since++;
            }
            known |= !Double.isNaN(used[t]);
            rates[t] = uses == 0 ? known ? 0 : Double.NaN : correction * much / apart;
        }
    }

    private static void mean(double[] used, double[] rates) {
        for (int t = 0; t < used.length; t++) {
            double sum = 0;
            int seen = 0;
            for (int i = Math.max(0, t - MEAN_PERIODS + 1); i <= t; i++) {
                if (!Double.isNaN(used[i])) {
                    sum += used[i];
                    seen++;
                }
            }
            rates[t] = seen > 0 ? sum / seen : t > 0 ? rates[t - 1] : Double.NaN;
        }
    }

    private static void combined(double[] used, double[] rates) {
        double[] one = new double[used.length];
        Arrays.fill(rates, 0);
        for (Forecast each : new Forecast[] {SES, TSB, MEAN_12}) {
            each.rates(used, one);
            for (int t = 0; t < rates.length; t++) {
                rates[t] += one[t] / 3;
            }
        }
    }
}
