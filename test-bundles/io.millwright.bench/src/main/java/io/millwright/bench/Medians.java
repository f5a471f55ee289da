package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.util.Arrays;

/** Writes a figure of several rounds: its median, and its range beside it. */
final class Medians {
    private Medians() {}

    /** Adds the median under the name, and with {@code _range} the least and the greatest where there are several. */
    static void add(JsonObject into, String name, double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        into.add(name, rounded(median));
        if (sorted.length > 1) {
            into.add(name + "_range", Json.array(rounded(sorted[0]), rounded(sorted[sorted.length - 1])));
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
