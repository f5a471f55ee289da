package io.millwright.desk.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Columns that make a model look better than it is: those that tell the truth alone, because they are known only after the event or at
 * the same time; and identifiers. Only a warning: there are honest columns like that.
 */
final class Leaks {
    private static final double ALONE = 0.99;
    private static final int LEAST_ROWS = 20;
    private static final int LEAST_EQUAL = 5;
    private static final double BY_CHANCE = 1e-6;
    private static final int MOST_VALUES = 50;

    private Leaks() {}

    /**
     * Returns one sentence for each such column.
     *
     * @param columns those that fill the model
     * @param label the column that holds the truth, null where there is none
     * @param truth which rows are alarms, null where that is not known
     */
    static List<String> of(List<DataTable.Column> columns, DataTable.Column label, boolean[] truth) {
        List<String> found = new ArrayList<>();
        for (DataTable.Column column : columns) {
            if (column.texts().size() < LEAST_ROWS) {
                continue;
            }
            String why = identifier(column);
            if (why.isEmpty() && truth != null) {
                why = tellsTruth(column, truth);
            }
            if (why.isEmpty() && truth == null && label != null && label.numeric() && column.numeric()) {
                why = sameTime(column, label);
            }
            if (!why.isEmpty()) {
                found.add(column.name() + " " + why);
            }
        }
        return found;
    }

    private static String identifier(DataTable.Column column) {
        int different = column.different().size();
        if (different < column.texts().size()) {
            return "";
        }
        if (!column.numeric()) {
            return "is another text in each row: an identifier, which says nothing of another row";
        }
        boolean whole = true;
        int rises = 0;
        double[] numbers = column.numbers();
        for (int i = 0; i < numbers.length; i++) {
            whole &= numbers[i] == Math.rint(numbers[i]);
            rises += i > 0 && numbers[i] > numbers[i - 1] ? 1 : 0;
        }
        // Shuffled rows leave no order, but numbers that lie as close as rows that are counted.
        double span = Arrays.stream(numbers).max().orElse(0)
                - Arrays.stream(numbers).min().orElse(0);
        return whole && (rises == numbers.length - 1 || rises == 0 || span < 2.0 * numbers.length)
                ? "counts the rows: an identifier, which says nothing of another row"
                : "";
    }

    private static String tellsTruth(DataTable.Column column, boolean[] truth) {
        long alarms = Truth.count(truth);
        if (column.numeric()) {
            double auc = Truth.auc(column.numbers(), truth);
            if (auc >= ALONE || auc <= 1 - ALONE) {
                return String.format(
                        java.util.Locale.ROOT,
                        "alone tells the alarms (area under the ROC curve %.3f): is it known before the event?",
                        auc);
            }
        }
        Map<String, int[]> counts = new LinkedHashMap<>();
        for (int i = 0; i < truth.length; i++) {
            int[] count = counts.computeIfAbsent(column.texts().get(i), any -> new int[2]);
            count[truth[i] ? 1 : 0]++;
            if (counts.size() > MOST_VALUES) {
                return "";
            }
        }
        double base = (double) alarms / truth.length;
        for (Map.Entry<String, int[]> value : counts.entrySet()) {
            int[] count = value.getValue();
            if (count[0] == 0 && count[1] >= LEAST_EQUAL && Math.pow(base, count[1]) < BY_CHANCE) {
                return "= " + value.getKey() + " means an alarm in all of " + count[1]
                        + " rows: is it known before the event?";
            }
        }
        return "";
    }

    private static String sameTime(DataTable.Column column, DataTable.Column label) {
        double correlation = Math.abs(correlation(column.numbers(), label.numbers()));
        return correlation >= ALONE
                ? String.format(
                        java.util.Locale.ROOT,
                        "goes with %s (correlation %.3f): is it known before it?",
                        label.name(),
                        correlation)
                : "";
    }

    private static double correlation(double[] a, double[] b) {
        double n = 0;
        double meanA = 0;
        double meanB = 0;
        double squaresA = 0;
        double squaresB = 0;
        double products = 0;
        for (int i = 0; i < a.length; i++) {
            if (Double.isFinite(a[i]) && Double.isFinite(b[i])) {
                n++;
                double deltaA = a[i] - meanA;
                double deltaB = b[i] - meanB;
                meanA += deltaA / n;
                meanB += deltaB / n;
                squaresA += deltaA * (a[i] - meanA);
                squaresB += deltaB * (b[i] - meanB);
                products += deltaA * (b[i] - meanB);
            }
        }
        return squaresA > 0 && squaresB > 0 ? products / Math.sqrt(squaresA * squaresB) : 0;
    }
}
