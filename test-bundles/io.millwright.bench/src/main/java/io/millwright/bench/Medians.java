package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.util.Arrays;

/** Writes a figure of several rounds: its median, and its range beside it. */
public final class Medians {
    private Medians() {}

    /** Adds the median under the name, and with {@code _range} the least and the greatest where there are several. */
    public static void add(JsonObject into, String name, double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        into.add(name, rounded(ofSorted(sorted)));
        if (sorted.length > 1) {
            into.add(name + "_range", Json.array(rounded(sorted[0]), rounded(sorted[sorted.length - 1])));
        }
    }

    /** The same of each round's ratio, because what else the machine does changes from round to round. */
    public static void addRatio(JsonObject into, String name, double[] ours, double[] theirs) {
        double[] ratios = new double[ours.length];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = ours[round] / theirs[round];
        }
        add(into, name, ratios);
    }

    static double ofSorted(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
