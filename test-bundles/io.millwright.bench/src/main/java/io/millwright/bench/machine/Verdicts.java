package io.millwright.bench.machine;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.util.Arrays;
import java.util.Comparator;

/** Numbers of a detector beside the truth, row by row. */
final class Verdicts {
    private double[] numbers = new double[1_024];
    private boolean[] truths = new boolean[1_024];
    private int count;

    void add(double number, boolean truth) {
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * count);
            truths = Arrays.copyOf(truths, 2 * count);
        }
        numbers[count] = number;
        truths[count++] = truth;
    }

    void addAll(Verdicts others) {
        for (int i = 0; i < others.count; i++) {
            add(others.numbers[i], others.truths[i]);
        }
    }

    int rows() {
        return count;
    }

    /** Returns F1, share of the healthy rows called, and share of the others not called, in percent; called from the limit on. */
    JsonObject at(double limit) {
        int hits = 0;
        int falseAlarms = 0;
        int missed = 0;
        for (int i = 0; i < count; i++) {
            boolean called = numbers[i] >= limit;
            hits += called && truths[i] ? 1 : 0;
            falseAlarms += called && !truths[i] ? 1 : 0;
            missed += !called && truths[i] ? 1 : 0;
        }
        int healthy = count - hits - missed;
        return Json.object()
                .add("rows", count)
                .add("positives", hits + missed)
                .add("f1", rounded(2.0 * hits / Math.max(1, 2 * hits + falseAlarms + missed)))
                .add("false_alarm_percent", rounded(100.0 * falseAlarms / Math.max(1, healthy)))
                .add("missed_percent", rounded(100.0 * missed / Math.max(1, hits + missed)));
    }

    /** Returns the area under precision over recall, as the mean of the precisions at each hit. */
    double averagePrecision() {
        Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> -numbers[i]));
        int positives = 0;
        for (int i = 0; i < count; i++) {
            positives += truths[i] ? 1 : 0;
        }
        double sum = 0;
        int hits = 0;
        int seen = 0;
        while (seen < count) {
            int before = hits;
            double number = numbers[order[seen]];
            // Rows of one number are called together.
            for (; seen < count && numbers[order[seen]] == number; seen++) {
                hits += truths[order[seen]] ? 1 : 0;
            }
            sum += (double) (hits - before) * hits / seen;
        }
        return rounded(sum / Math.max(1, positives));
    }

    static double rounded(double value) {
        return Math.round(10_000 * value) / 10_000.0;
    }
}
