package io.millwright.desk.model;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Figures of rows with results and truth, by usual definitions. NaN where one is not defined. */
final class Figures {
    private Figures() {}

    /** Returns how often each label was said of each true one: truth first, then what was said. */
    static long[][] confusion(Judged judged, int[] rows) {
        int count = judged.labels().size();
        long[][] table = new long[count][count];
        for (int row : rows) {
            table[judged.truth()[row]][judged.said()[row]]++;
        }
        return table;
    }

    /** Returns F1 of one label; 0 where it was neither found nor true. */
    static double f1(long[][] confusion, int label) {
        long hit = confusion[label][label];
        long wrong = -2 * hit;
        for (int i = 0; i < confusion.length; i++) {
            wrong += confusion[label][i] + confusion[i][label];
        }
        return hit == 0 ? 0 : 2.0 * hit / (2.0 * hit + wrong);
    }

    /** Returns the mean of F1 over the labels that occur in the truth. */
    static double macroF1(long[][] confusion) {
        double sum = 0;
        int labels = 0;
        for (int label = 0; label < confusion.length; label++) {
            if (Arrays.stream(confusion[label]).sum() > 0) {
                sum += f1(confusion, label);
                labels++;
            }
        }
        return labels == 0 ? Double.NaN : sum / labels;
    }

    /** Returns what is judged first: F1 of the alarm of two labels, the mean of F1 of more, or minus the RMSE. Higher is better. */
    static double first(Judged judged, int[] rows) {
        if (!judged.ofLabels()) {
            return -rmse(judged, rows);
        }
        long[][] confusion = confusion(judged, rows);
        return judged.labels().size() == 2 ? f1(confusion, judged.alarm()) : macroF1(confusion);
    }

    /** Returns what {@link #first} is called. */
    static String firstName(Judged judged) {
        if (!judged.ofLabels()) {
            return "RMSE";
        }
        return judged.labels().size() == 2 ? "F1 of '" + judged.labels().get(judged.alarm()) + "'" : "macro-F1";
    }

    static double rmse(Judged judged, int[] rows) {
        return Math.sqrt(Arrays.stream(rows)
                .mapToDouble(row -> judged.numbers()[row] - judged.trueNumbers()[row])
                .map(error -> error * error)
                .average()
                .orElse(Double.NaN));
    }

    /** Returns all figures of a reading, with those of the simplest policy behind: always the most frequent label, or the median. */
    static Map<String, double[]> all(Judged judged, int[] rows) {
        return judged.ofLabels() ? ofLabels(judged, rows) : ofNumbers(judged, rows);
    }

    private static Map<String, double[]> ofLabels(Judged judged, int[] rows) {
        long[][] table = confusion(judged, rows);
        int usual = usual(table);
        long[][] policy = new long[table.length][table.length];
        for (int label = 0; label < table.length; label++) {
            policy[label][usual] = Arrays.stream(table[label]).sum();
        }
        Map<String, double[]> figures = new LinkedHashMap<>();
        if (table.length == 2) {
            int alarm = judged.alarm();
            boolean[] truth = new boolean[rows.length];
            double[] scores = new double[rows.length];
            for (int i = 0; i < rows.length; i++) {
                truth[i] = judged.truth()[rows[i]] == alarm;
                scores[i] = judged.alarmScore(rows[i]);
            }
            figures.put("F1", new double[] {f1(table, alarm), f1(policy, alarm)});
            figures.put("precision", new double[] {precision(table, alarm), precision(policy, alarm)});
            figures.put("recall", new double[] {recall(table, alarm), recall(policy, alarm)});
            figures.put("ROC-AUC", new double[] {Truth.auc(scores, truth), 0.5});
            figures.put("PR-AUC", new double[] {prAuc(scores, truth), (double) Truth.count(truth) / rows.length});
        } else {
            figures.put("macro-F1", new double[] {macroF1(table), macroF1(policy)});
        }
        figures.put("accuracy", new double[] {accuracy(table), accuracy(policy)});
        return figures;
    }

    private static Map<String, double[]> ofNumbers(Judged judged, int[] rows) {
        double[] truth = Arrays.stream(rows)
                .mapToDouble(row -> judged.trueNumbers()[row])
                .sorted()
                .toArray();
        double median = truth.length == 0 ? Double.NaN : truth[truth.length / 2];
        Map<String, double[]> figures = new LinkedHashMap<>();
        double policy = Math.sqrt(Arrays.stream(truth)
                .map(each -> (each - median) * (each - median))
                .average()
                .orElse(Double.NaN));
        figures.put("RMSE", new double[] {rmse(judged, rows), policy});
        figures.put("mean absolute error", new double[] {
            Arrays.stream(rows)
                    .mapToDouble(row -> Math.abs(judged.numbers()[row] - judged.trueNumbers()[row]))
                    .average()
                    .orElse(Double.NaN),
            Arrays.stream(truth).map(each -> Math.abs(each - median)).average().orElse(Double.NaN)
        });
        figures.put("mean error", new double[] {
            Arrays.stream(rows)
                    .mapToDouble(row -> judged.numbers()[row] - judged.trueNumbers()[row])
                    .average()
                    .orElse(Double.NaN),
            median - Arrays.stream(truth).average().orElse(Double.NaN)
        });
        if (Arrays.stream(rows).anyMatch(row -> !Double.isNaN(judged.lower()[row]))) {
            figures.put("interval covers", new double[] {
                Arrays.stream(rows)
                        .mapToDouble(row -> covers(judged, row) ? 1 : 0)
                        .average()
                        .orElse(Double.NaN),
                Double.NaN
            });
        }
        return figures;
    }

    private static boolean covers(Judged judged, int row) {
        double truth = judged.trueNumbers()[row];
        return judged.lower()[row] <= truth && truth <= judged.upper()[row];
    }

    /** Returns the label that is true most often. */
    static int usual(long[][] confusion) {
        int usual = 0;
        for (int label = 1; label < confusion.length; label++) {
            if (Arrays.stream(confusion[label]).sum()
                    > Arrays.stream(confusion[usual]).sum()) {
                usual = label;
            }
        }
        return usual;
    }

    private static double precision(long[][] table, int label) {
        long said = 0;
        for (long[] truth : table) {
            said += truth[label];
        }
        return said == 0 ? 0 : (double) table[label][label] / said;
    }

    private static double recall(long[][] table, int label) {
        long there = Arrays.stream(table[label]).sum();
        return there == 0 ? Double.NaN : (double) table[label][label] / there;
    }

    private static double accuracy(long[][] table) {
        long right = 0;
        long all = 0;
        for (int label = 0; label < table.length; label++) {
            right += table[label][label];
            all += Arrays.stream(table[label]).sum();
        }
        return all == 0 ? Double.NaN : (double) right / all;
    }

    /** Returns the average precision: precision at each alarm, in falling order of the score; equal scores count together. */
    static double prAuc(double[] scores, boolean[] truth) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble((Integer i) -> scores[i]).reversed());
        long alarms = Truth.count(truth);
        double sum = 0;
        long found = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            long here = 0;
            while (to < order.length && scores[order[to]] == scores[order[from]]) {
                here += truth[order[to]] ? 1 : 0;
                to++;
            }
            found += here;
            sum += here * ((double) found / to);
            from = to;
        }
        return alarms == 0 ? Double.NaN : sum / alarms;
    }
}
