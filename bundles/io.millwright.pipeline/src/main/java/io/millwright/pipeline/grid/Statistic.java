package io.millwright.pipeline.grid;

import io.millwright.model.Condition;

/**
 * What is counted of one tag's samples. Aggregates of one tag share a statistic where condition and modulus are equal.
 *
 * @param tag index of the tag
 * @param condition whose share of time is wanted, or null
 * @param modulus at which a counter starts from 0 again, 0 if it does not
 */
public record Statistic(int tag, Condition condition, double modulus) {
    /** Whether the condition holds for a value; NaN never does. */
    public static boolean holds(Condition condition, double value) {
        return switch (condition.operator()) {
            case EQUAL -> value == condition.value();
            case NOT_EQUAL -> value < condition.value() || value > condition.value();
            case LESS -> value < condition.value();
            case LESS_OR_EQUAL -> value <= condition.value();
            case GREATER -> value > condition.value();
            case GREATER_OR_EQUAL -> value >= condition.value();
            case WITHIN -> value >= condition.value() && value <= condition.upper();
        };
    }
}
