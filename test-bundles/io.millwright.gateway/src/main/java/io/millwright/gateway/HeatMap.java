package io.millwright.gateway;

import java.util.ArrayList;
import java.util.List;

/** A square of probabilities as lines of characters, two rows of it in each. Immutable. */
final class HeatMap {
    /** Below it nothing is decided. */
    private static final double COLD = 0.5;

    private final String shades;

    /** @param blocks whether block characters can be shown; else there is ASCII only */
    HeatMap(boolean blocks) {
        shades = blocks ? "\u00b7\u2591\u2592\u2593\u2588" : ".:+*#";
    }

    /** Returns the lines; none where the numbers are no square. */
    List<String> lines(List<Double> values) {
        int side = (int) Math.round(Math.sqrt(values.size()));
        List<String> lines = new ArrayList<>();
        if (side * side != values.size()) {
            return lines;
        }
        for (int row = 0; row < side; row += 2) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < side; column++) {
                double upper = at(values, row * side + column);
                double lower = row + 1 < side ? at(values, (row + 1) * side + column) : upper;
                // A character is twice as high as wide.
                line.append(shade(Math.max(upper, lower)));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static double at(List<Double> values, int index) {
        Double value = values.get(index);
        return value == null ? 0 : value;
    }

    private char shade(double value) {
        if (value < COLD) {
            return shades.charAt(0);
        }
        int level = 1 + (int) ((value - COLD) / (1 - COLD) * (shades.length() - 1));
        return shades.charAt(Math.min(shades.length() - 1, level));
    }
}
