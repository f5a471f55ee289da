package io.millwright.desk.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which rows of the data are alarms, and how well a number tells them apart. */
final class Truth {
    private Truth() {}

    /**
     * Returns which rows are alarms, null where the column does not say it.
     *
     * @param positive the word that means the alarm, "" where the word itself says it
     */
    static boolean[] of(DataTable.Column column, String positive) {
        List<String> words = column.different();
        boolean[] truth = new boolean[column.texts().size()];
        for (int i = 0; i < truth.length; i++) {
            String word = column.texts().get(i);
            Boolean alarm = words.contains(positive) ? Boolean.valueOf(word.equals(positive)) : Labels.alarm(word);
            if (alarm == null) {
                return null;
            }
            truth[i] = alarm;
        }
        return truth;
    }

    /**
     * Returns the area under the ROC curve: the share of pairs in which the alarm has the higher number, ties half; NaN where one kind
     * is missing.
     */
    static double auc(double[] numbers, boolean[] truth) {
        List<Integer> order = new ArrayList<>();
        long alarms = 0;
        for (int i = 0; i < numbers.length; i++) {
            if (!Double.isNaN(numbers[i])) {
                order.add(i);
                alarms += truth[i] ? 1 : 0;
            }
        }
        long others = order.size() - alarms;
        order.sort(Comparator.comparingDouble(i -> numbers[i]));
        double ranks = 0;
        for (int from = 0; from < order.size(); ) {
            int to = from;
            while (to < order.size() && numbers[order.get(to)] == numbers[order.get(from)]) {
                to++;
            }
            double rank = (from + 1 + to) / 2.0;
            for (int i = from; i < to; i++) {
                ranks += truth[order.get(i)] ? rank : 0;
            }
            from = to;
        }
        return alarms == 0 || others == 0 ? Double.NaN : (ranks - alarms * (alarms + 1) / 2.0) / alarms / others;
    }

    static long count(boolean[] truth) {
        long count = 0;
        for (boolean each : truth) {
            count += each ? 1 : 0;
        }
        return count;
    }

    /** Returns the truth of some rows. */
    static boolean[] at(boolean[] truth, int[] rows) {
        boolean[] some = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            some[i] = truth[rows[i]];
        }
        return some;
    }
}
