package io.millwright.planning.stock;

import io.millwright.model.ModelException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The corrections of all forecasts, for every length of time that some part's stock has to last for, as they were known at the end of each period. Immutable. */
final class Lessons {
    private final Map<Integer, Correction[][]> corrections = new TreeMap<>();

    /**
     * Learns from all parts.
     *
     * @param lengths the lengths, in periods
     * @param from the first period at whose end a correction will be asked for
     */
    Lessons(Consumption consumption, List<Integer> lengths, int from) throws ModelException {
        Forecast[] forecasts = Forecast.values();
        PartHistory history = new PartHistory(consumption.count(), null, null);
        Errors[][] errors = new Errors[lengths.size()][forecasts.length];
        for (int i = 0; i < lengths.size(); i++) {
            for (Forecast forecast : forecasts) {
                errors[i][forecast.ordinal()] = new Errors(lengths.get(i), consumption.count(), from);
            }
        }
        for (int part = 0; part < consumption.parts().size(); part++) {
            history.take(consumption, part, 1, consumption.count());
            for (Errors[] length : errors) {
                for (Forecast forecast : forecasts) {
                    length[forecast.ordinal()].add(history.used(), history.rates(forecast));
                }
            }
        }
        for (int i = 0; i < lengths.size(); i++) {
            Correction[][] known = new Correction[forecasts.length][consumption.count()];
            for (Forecast forecast : forecasts) {
                for (int t = from; t < consumption.count(); t++) {
                    known[forecast.ordinal()][t] = errors[i][forecast.ordinal()].at(t);
                }
            }
            corrections.put(lengths.get(i), known);
        }
    }

    Correction correction(Forecast forecast, int periods, int t) {
        return corrections.get(periods)[forecast.ordinal()][t];
    }
}
