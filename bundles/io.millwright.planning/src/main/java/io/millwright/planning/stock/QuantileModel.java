package io.millwright.planning.stock;

import io.millwright.model.ModelException;

/** A model that says how much of a part will be used at most in several periods together, with given probabilities. Used by one thread at a time. */
public interface QuantileModel {
    /** Returns how many periods it sees. */
    int history();

    /** Returns the greatest number of periods that it can be asked for. */
    int mostPeriods();

    /** Returns the probabilities, rising. */
    double[] levels();

    /**
     * Asks it.
     *
     * @param histories a row each, {@link #history} long, the newest period last; NaN is not known
     * @param count how many rows
     * @param periods how many periods are asked for, from 1 to {@link #mostPeriods}
     * @param quantities receives a row each, one number per level
     * @throws ModelException if it cannot answer
     */
    void quantities(double[][] histories, int count, int periods, double[][] quantities) throws ModelException;

    /** Returns name and version, for people. */
    String title();
}
