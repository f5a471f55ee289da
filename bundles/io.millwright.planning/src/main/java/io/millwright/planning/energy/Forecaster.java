package io.millwright.planning.energy;

import io.millwright.model.ModelException;

/** Says what the load will be. */
@FunctionalInterface
public interface Forecaster {
    /**
     * Forecasts the day from a part on.
     *
     * @param origin the first part that is not over
     * @throws NoForecast if too little is known
     * @throws ModelException if the model fails
     */
    DayForecast forecast(Consumption consumption, long origin) throws NoForecast, ModelException;

    /** Too little is known for a forecast. */
    final class NoForecast extends Exception {
        private static final long serialVersionUID = 1L;

        NoForecast(String why) {
            super("No forecast: " + why
                    + ". It comes when the meter has delivered 28 days with less than a tenth missing.");
        }
    }
}
