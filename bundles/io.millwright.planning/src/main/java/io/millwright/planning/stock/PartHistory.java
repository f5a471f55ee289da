package io.millwright.planning.stock;

import io.millwright.model.ModelException;
import java.util.Arrays;
import java.util.concurrent.CancellationException;

/** What is known of one part at the end of each period, and up to what its stock would be filled then. Reused for part after part. Not thread-safe. */
final class PartHistory {
    private final int count;
    private final Lessons lessons;
    private final QuantileModel model;
    private final double[] used;
    private final int[] uses;
    private final double[][] rates;
    private final double[][] spreads;
    private final double[][] windows;
    private final double[][] quantities;
    private int periods;
    private int modelFrom;

    /**
     * Prepares.
     *
     * @param lessons may be null where only rates are asked for
     * @param model may be null
     */
    PartHistory(int count, Lessons lessons, QuantileModel model) {
        this.count = count;
        this.lessons = lessons;
        this.model = model;
        used = new double[count];
        uses = new int[count];
        rates = new double[Forecast.values().length][count];
        spreads = new double[Forecast.values().length][count];
        windows = model == null ? null : new double[count][model.history()];
        quantities = model == null ? null : new double[count][model.levels().length];
    }

    /**
     * Takes a part.
     *
     * @param periods that a stock has to last for: lead time and review
     * @param from the first period at whose end a level will be asked for
     * @throws CancellationException if the thread is interrupted
     */
    void take(Consumption consumption, int part, int periods, int from) throws ModelException {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("planning was interrupted");
        }
        this.periods = periods;
        consumption.copy(part, used);
        int soFar = 0;
        for (int t = 0; t < count; t++) {
            soFar += used[t] > 0 ? 1 : 0;
            uses[t] = soFar;
        }
        for (Forecast forecast : Forecast.values()) {
            double[] rate = rates[forecast.ordinal()];
            forecast.rates(used, rate);
            ownErrors(rate, spreads[forecast.ordinal()]);
        }
        modelFrom = count;
        if (model != null && periods <= model.mostPeriods()) {
            ask(from);
        }
    }

    private void ask(int from) throws ModelException {
        int history = model.history();
        for (int t = from; t < count; t++) {
            double[] window = windows[t - from];
            Arrays.fill(window, Double.NaN);
            int length = Math.min(history, t + 1);
            System.arraycopy(used, t + 1 - length, window, history - length, length);
        }
        model.quantities(windows, count - from, periods, quantities);
        modelFrom = from;
    }

    /** The root mean square of the errors for one period so far. */
    private void ownErrors(double[] rate, double[] spread) {
        double squares = 0;
        int errors = 0;
        for (int t = 0; t < count; t++) {
            double error = t == 0 ? Double.NaN : used[t] - rate[t - 1];
            if (!Double.isNaN(error)) {
                squares += error * error;
                errors++;
            }
            spread[t] = errors == 0 ? 0 : Math.sqrt(squares / errors);
        }
    }

    double[] used() {
        return used;
    }

    double[] rates(Forecast forecast) {
        return rates[forecast.ordinal()];
    }

    /** How many periods are known before one. */
    int knownBefore(int period) {
        int before = 0;
        for (int t = 0; t < period; t++) {
            before += Double.isNaN(used[t]) ? 0 : 1;
        }
        return before;
    }

    /**
     * Computes up to what the stock is filled at the end of a period: whole quantities, 0 where nothing is known of the part yet.
     *
     * @param levels probabilities with which it shall suffice, rising
     */
    void upTo(Candidate candidate, int t, double[] levels, double[] out) {
        double rate = rates[candidate.forecast().ordinal()][t];
        if (Double.isNaN(rate)) {
            Arrays.fill(out, 0, levels.length, 0);
            return;
        }
        switch (candidate.safety()) {
            case OWN -> {
                double spread = spreads[candidate.forecast().ordinal()][t] * Math.sqrt(periods);
                for (int i = 0; i < levels.length; i++) {
                    out[i] = Math.max(0, Math.ceil(rate * periods + Normal.quantile(levels[i]) * spread - 1e-9));
                }
            }
            case MODEL -> {
                if (t < modelFrom) {
                    shared(candidate.forecast(), t, levels, out);
                } else {
                    between(quantities[t - modelFrom], levels, out);
                }
            }
            default -> shared(candidate.forecast(), t, levels, out);
        }
    }

    private void shared(Forecast forecast, int t, double[] levels, double[] out) {
        double own = spreads[forecast.ordinal()][t] * Math.sqrt(periods);
        lessons.correction(forecast, periods, t)
                .quantities(rates[forecast.ordinal()][t], periods, own, uses[t], levels, out);
    }

    /** Between two levels of the model, and beyond the outermost two, quantities go straight over log(p / (1 - p)). */
    private void between(double[] said, double[] levels, double[] out) {
        double[] model = this.model.levels();
        int at = 0;
        for (int i = 0; i < levels.length; i++) {
            double x = logit(levels[i]);
            while (at < model.length - 2 && levels[i] > model[at + 1]) {
                at++;
            }
            double low = logit(model[at]);
            double high = logit(model[at + 1]);
            double quantity = said[at] + (said[at + 1] - said[at]) * (x - low) / (high - low);
            out[i] = Math.max(0, Math.rint(quantity));
        }
    }

    private static double logit(double p) {
        return Math.log(p / (1 - p));
    }
}
