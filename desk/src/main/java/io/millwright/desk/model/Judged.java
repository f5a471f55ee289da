package io.millwright.desk.model;

import io.millwright.model.Reading;
import java.util.List;

/**
 * What a model said of rows in one reading, beside what is true.
 *
 * @param reading what is judged
 * @param labels of it, empty for a quantity
 * @param alarm the index of the most severe label, -1 without labels
 * @param said index of the label of each row, -1 where there is none
 * @param truth index of the true label of each row, -1 where nobody knows
 * @param numbers of each row, NaN where the model could not be run
 * @param lower ends of intervals, NaN where there are none
 * @param upper ends of intervals, NaN where there are none
 * @param trueNumbers of each row, NaN where nobody knows; null where labels are true
 */
record Judged(
        Reading reading,
        List<String> labels,
        int alarm,
        int[] said,
        int[] truth,
        double[] numbers,
        double[] lower,
        double[] upper,
        double[] trueNumbers) {

    /** Whether labels are compared, and not numbers. */
    boolean ofLabels() {
        return trueNumbers == null;
    }

    /** Whether a row has both a result and a truth. */
    boolean counts(int row) {
        return ofLabels()
                ? truth[row] >= 0 && said[row] >= 0
                : !Double.isNaN(trueNumbers[row]) && !Double.isNaN(numbers[row]);
    }

    /** Returns the rows that have both. */
    int[] rows() {
        return java.util.stream.IntStream.range(0, numbers.length)
                .filter(this::counts)
                .toArray();
    }

    /** Returns how near to the alarm a row is: higher is nearer. */
    double alarmScore(int row) {
        return reading.lowIsBad() ? -numbers[row] : numbers[row];
    }
}
