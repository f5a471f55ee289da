package io.millwright.pipeline.decide;

import io.millwright.decision.Severity;
import io.millwright.decision.Value;
import java.util.Objects;

/**
 * One reading of a decision. Immutable.
 *
 * @param name the reading's name
 * @param unit its unit, or empty
 * @param number the raw number
 * @param rawLabel its label alone
 * @param label the label after hysteresis and k of n
 * @param severity of that label
 * @param lower lower end of the interval, NaN if there is none
 * @param upper upper end of the interval, NaN if there is none
 * @param steps of a forecast, elements of an embedding, or empty
 * @param tile of the picture that says it, row by row; -1 where no picture was cut into tiles
 */
public record ReadingValue(
        String name,
        String unit,
        double number,
        String rawLabel,
        String label,
        Severity severity,
        double lower,
        double upper,
        double[] steps,
        int tile)
        implements Value {
    private static final double[] NONE = {};

    /** Creates a value. */
    public ReadingValue {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(rawLabel, "rawLabel");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(severity, "severity");
        steps = steps.length == 0 ? NONE : steps.clone();
    }

    /** Creates a value of no tile. */
    public ReadingValue(
            String name,
            String unit,
            double number,
            String rawLabel,
            String label,
            Severity severity,
            double lower,
            double upper,
            double[] steps) {
        this(name, unit, number, rawLabel, label, severity, lower, upper, steps, -1);
    }

    /** Creates a value without unit, interval and steps. */
    public ReadingValue(String name, double number, String rawLabel, String label, Severity severity) {
        this(name, "", number, rawLabel, label, severity, Double.NaN, Double.NaN, NONE);
    }

    @Override
    public double[] steps() {
        return steps.length == 0 ? NONE : steps.clone();
    }
}
