package io.millwright.bench.weld;

import java.util.Arrays;
import java.util.Comparator;

/** Area under the curve of hits over false alarms: how often a good weld has the greater score than a bad one. */
final class RankedLabels {
    private RankedLabels() {}

    /** Ties count a half; NaN where one of the labels does not occur. */
    static double area(double[] scores, boolean[] good) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
        double ranks = 0;
        long goods = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to < order.length && scores[order[to]] == scores[order[from]]) {
                to++;
            }
            double rank = (from + 1 + to) / 2.0;
            for (int i = from; i < to; i++) {
                if (good[order[i]]) {
                    ranks += rank;
                    goods++;
                }
            }
            from = to;
        }
        long bads = scores.length - goods;
        return goods == 0 || bads == 0 ? Double.NaN : (ranks - goods * (goods + 1) / 2.0) / ((double) goods * bads);
    }
}
